// SPDX-License-Identifier: Apache-2.0

/// Limits that many connections have in common, held once for all of them.
package final class SharedLimits: Sendable {
    package let values: HTTPLimits

    package init(_ values: HTTPLimits) { self.values = values }
}
