// SPDX-License-Identifier: Apache-2.0

import Determinism
import Reactor
import Wire

/// One `SendOrder` until it is answered and nothing of it is under way any more.
final class RelayOrder: DeadlineHandler {
    struct Recipient {
        let name: MemberName
        let endpoint: Endpoint
        let path: MessagePath
        let checksum: Bool
    }

    /// What has become of one recipient's copy.
    private struct Copy {
        var path: MessagePath
        var status = DeliveryStatus.queued
        var failure: DeliveryFailure?
        /// From the order to the last change.
        var elapsed = Duration.zero
        /// It has come as far as it is followed before the order is answered.
        var isSettled = false
        /// On which lane it is, and under which number.
        var carrier: (peer: PeerLane, number: UInt64)?
    }

    let recipients: [Recipient]
    let payload: [UInt8]
    let deadline: Instant
    private let confirm: Confirmation
    private let progress: (@Sendable (Int, Delivery) -> Void)?
    private let startedAt: Instant
    private var copies: [Copy]
    private var unsettled: Int
    private var completion: (([Delivery]) -> Void)?
    /// The stream request, framed when the first copy is dialled for, the same for all.
    private var request: [UInt8]?
    private var timer: TimerID?
    private unowned let node: NodeLoop

    init(
        _ order: SendOrder,
        to recipients: [Recipient],
        on node: NodeLoop,
        _ completion: @escaping ([Delivery]) -> Void
    ) {
        self.recipients = recipients
        payload = order.payload
        deadline = node.loop.now + order.timeout
        confirm = order.confirm
        progress = order.progress
        startedAt = MonotonicClock.now
        copies = recipients.map { Copy(path: $0.path) }
        unsettled = recipients.count
        self.completion = completion
        self.node = node
    }

    /// Whether the order has been answered.
    var isAnswered: Bool { completion == nil }

    /// Whether nothing more happens to a copy that is not on a lane.
    func isOver(_ index: Int) -> Bool { copies[index].status != .queued }

    /// The framed stream request.
    func request(by encoder: StreamEncoder) -> [UInt8] {
        if let request { return request }
        let framed = encoder.message(payload)
        request = framed
        return framed
    }

    /// Answers when its time is up, unless everything has been settled.
    func watchTheTime() {
        if unsettled == 0 { return answer() }
        timer = node.loop.schedule(at: deadline, for: self)
    }

    func deadlineHasCome() {
        timer = nil
        node.expire(self)
    }

    // MARK: The copies

    /// A copy is on a lane.
    func carry(_ index: Int, on peer: PeerLane, under number: UInt64) {
        copies[index].carrier = (peer, number)
    }

    /// A copy that was not sent goes on a stream instead.
    func reroute(_ index: Int) {
        copies[index].carrier = nil
        copies[index].path = .stream
    }

    /// Notes how far a copy has come; what is no news is left out.
    func note(_ index: Int, _ status: DeliveryStatus, _ failure: DeliveryFailure? = nil) {
        let former = copies[index].status
        guard status.isNews(after: former) else { return }
        copies[index].status = status
        copies[index].failure = failure
        copies[index].elapsed = MonotonicClock.now - startedAt
        if status == .failed || status == .delivered { copies[index].carrier = nil }
        node.count(delivery(index), after: former)
        // What happens before the answer is said by the answer.
        if isAnswered { progress?(index, delivery(index)) }
        settle(index)
    }

    private func settle(_ index: Int) {
        let copy = copies[index]
        guard !copy.isSettled else { return }
        let isFollowed = confirm == .delivered && copy.path == .lane
        guard copy.status == .failed || copy.status == .delivered || !isFollowed else { return }
        copies[index].isSettled = true
        unsettled -= 1
        if unsettled == 0 { answer() }
    }

    /// The order's time is up: what was not written is not sent any more.
    func expire() {
        for index in copies.indices where copies[index].status == .queued {
            guard let (peer, number) = copies[index].carrier else {
                note(index, .failed, .timedOut)
                continue
            }
            if peer.withdraw(number) { note(index, .failed, .timedOut) }
        }
        answer()
    }

    /// The node ends: what is not sent is not sent any more, and of the rest nothing more is heard.
    func abandon() {
        for index in copies.indices { note(index, .failed, .stopped, unless: .sent) }
        answer()
    }

    private func note(
        _ index: Int,
        _ status: DeliveryStatus,
        _ failure: DeliveryFailure,
        unless excepted: DeliveryStatus
    ) {
        if copies[index].status != excepted { note(index, status, failure) }
    }

    private func answer() {
        guard let completion else { return }
        self.completion = nil
        if let timer { node.loop.cancel(timer) }
        timer = nil
        completion(copies.indices.map { delivery($0) })
    }

    private func delivery(_ index: Int) -> Delivery {
        let copy = copies[index]
        let isUnderWay = copy.status == .queued
        return Delivery(
            recipient: recipients[index].name.text,
            path: copy.path,
            bytes: payload.count,
            elapsed: isUnderWay ? MonotonicClock.now - startedAt : copy.elapsed,
            status: copy.status,
            isConfirmable: copy.path == .lane,
            failure: copy.failure
        )
    }
}

extension DeliveryStatus {
    /// Whether a copy of which the other was known has come further, or to its end.
    fileprivate func isNews(after former: DeliveryStatus) -> Bool {
        switch (former, self) {
        case (.failed, _), (.delivered, _), (_, .queued), (.sent, .sent): false
        case (.queued, _), (.sent, _): true
        }
    }
}
