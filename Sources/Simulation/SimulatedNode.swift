// SPDX-License-Identifier: Apache-2.0

import Determinism
package import Membership
package import Wire

/// One process of a simulated cluster: its participant, and the state of the machine around it.
package struct SimulatedNode: Sendable {
    /// Messages that wait for a stopped or slow process; what else comes is lost, as when a
    /// socket's buffer is full.
    static let maximumWaiting = 4_096

    package let number: Int
    package let endpoint: Endpoint
    package internal(set) var participant: Participant
    /// Whether the process runs, or is at least there.
    package internal(set) var isUp = false
    /// Said goodbye and ended: its silence is no failure.
    package internal(set) var hasLeft = false
    /// How often it has started; what belongs to an earlier life is void.
    var life = 0
    var isPaused = false
    /// While slow: how long it hears and says nothing, and for how long it then does.
    var slowness: Slowness?
    /// When it last went through its join list.
    var joinedAt = Instant.origin
    /// By how much its clock is ahead of the cluster's.
    var clockAhead = Duration.zero
    /// When it will next be called; `nil` while nothing is planned.
    var wakeAt: Instant?
    var inbox: [Delivery] = []
    var outbox: [Departure] = []
    /// Streams it has opened that have not ended.
    var openStreams: Set<StreamID> = []

    struct Slowness: Sendable {
        let blocked: Duration
        let open: Duration
        /// Tells the windows of this slowness from those of an earlier one.
        let number: Int
        var isBlocked = true
    }

    /// Whether it is at work: what it is sent is handled at once.
    var isResponsive: Bool { isUp && !isPaused && !isBlocked }

    /// Whether it is slow, and now between two windows.
    var isBlocked: Bool { slowness?.isBlocked ?? false }

    static func endpoint(_ number: Int) -> Endpoint {
        let address = AddressBytes(
            10,
            UInt8(truncatingIfNeeded: number >> 16),
            UInt8(truncatingIfNeeded: number >> 8),
            UInt8(truncatingIfNeeded: number)
        )
        return Endpoint(address: address, port: 7_946)
    }

    static func number(at endpoint: Endpoint) -> Int? {
        endpoint.address.ipv4.map { Int($0 & 0xFF_FFFF) }
    }

    package static func name(_ number: Int) -> MemberName { MemberName("node\(number)") }
}
