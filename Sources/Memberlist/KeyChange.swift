// SPDX-License-Identifier: Apache-2.0

/// What may be done with one key of the ring (spec §19).
package enum KeyChange: String, Sendable {
    case add
    case use
    case remove
}
