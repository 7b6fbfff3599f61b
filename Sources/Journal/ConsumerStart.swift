// SPDX-License-Identifier: Apache-2.0

/// Where a consumer begins that was never heard of before.
package enum ConsumerStart: Equatable, Sendable {
    /// With the oldest message that is kept.
    case oldest
    /// With the next message that comes.
    case next
}
