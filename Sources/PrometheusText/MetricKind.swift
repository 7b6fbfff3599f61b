// SPDX-License-Identifier: Apache-2.0

/// What a family of series is, by the word that a `# TYPE` line has for it.
package enum MetricKind: String, Sendable {
    case counter, gauge, histogram
}
