// SPDX-License-Identifier: Apache-2.0

import Determinism
import Reactor
import Wire

/// The messages that are on their way to members; lives on the node's loop.
struct RelayDesk {
    /// Streams under way at once for messages; further copies wait.
    static let concurrentStreams = 512
    /// Of those, for one peer.
    static let concurrentStreamsPerPeer = 64
    /// Copies that may wait for a dial; past it, an order is refused as a whole.
    static let waitingLimit = 16_384
    /// Of those, for one peer; past it, that copy fails.
    static let waitingLimitPerPeer = 2_048

    var waiting = RelayQueue<RelayCopy>(
        limit: concurrentStreams,
        limitPerPeer: concurrentStreamsPerPeer
    )
    var active: [ObjectIdentifier: OutboundStream] = [:]

    /// Gives up what waits and what is under way.
    ///
    /// To be asked of a copy: streams that end report back to the desk of the node, which must not
    /// be in the middle of a change then.
    mutating func abandonAll() {
        for copy in waiting.removeAll() { copy.order.finish(copy.index, .stopped) }
        for stream in active.values { stream.abandon(.stopped) }
    }
}

/// One recipient's copy of an order.
struct RelayCopy {
    let order: RelayOrder
    let index: Int

    var peer: Endpoint { order.recipients[index].endpoint }
}

/// One `SendOrder` until its last copy is done.
final class RelayOrder {
    struct Recipient {
        let name: String
        let endpoint: Endpoint
        let path: MessagePath
        let checksum: Bool
    }

    let recipients: [Recipient]
    let payload: [UInt8]
    /// The framed stream request, the same for every recipient.
    let request: [UInt8]
    let deadline: Instant
    private let startedAt: Instant
    private var deliveries: [Delivery?]
    private var unfinished: Int
    private var completion: (([Delivery]) -> Void)?

    init(
        to recipients: [Recipient],
        payload: [UInt8],
        request: [UInt8],
        deadline: Instant,
        _ completion: @escaping ([Delivery]) -> Void
    ) {
        self.recipients = recipients
        self.payload = payload
        self.request = request
        self.deadline = deadline
        startedAt = MonotonicClock.now
        deliveries = Array(repeating: nil, count: recipients.count)
        unfinished = recipients.count
        self.completion = completion
        if unfinished == 0 { complete() }
    }

    var isFinished: Bool { completion == nil }

    func isFinished(_ index: Int) -> Bool { deliveries[index] != nil }

    /// Notes what became of one copy; the first word about it counts.
    func finish(_ index: Int, _ failure: DeliveryFailure?) {
        guard deliveries[index] == nil else { return }
        let recipient = recipients[index]
        deliveries[index] = Delivery(
            recipient: recipient.name,
            path: recipient.path,
            bytes: payload.count,
            elapsed: MonotonicClock.now - startedAt,
            status: failure == nil ? .sent : .failed,
            isConfirmable: false,
            failure: failure
        )
        unfinished -= 1
        if unfinished == 0 { complete() }
    }

    /// The order's time is up.
    func expire() {
        for index in recipients.indices { finish(index, .timedOut) }
    }

    private func complete() {
        guard let completion else { return }
        self.completion = nil
        completion(deliveries.compactMap { $0 })
    }
}
