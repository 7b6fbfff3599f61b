// SPDX-License-Identifier: Apache-2.0

/// What a consumer is told when it asks for messages.
package enum LeaseAnswer: Equatable, Sendable {
    case leased(Lease)
    /// There are as many consumers as there may be, and none of this name among them.
    case tooManyConsumers(limit: Int)
}
