// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import Memberlist
import Messaging
import Synchronization

/// One client's request on its way to the application beside a member, and back.
///
/// It is told of by two threads, the client's and the node's. What is said to either of them is
/// worked out under a lock, and said before that is given up: content of one body is sent at the
/// news of both. Saying it only leaves word for another thread.
final class ProxyJourney: Sendable {
    /// Bytes of one body, content that may come and frames under way together.
    static let window = 256 * 1024
    private static let step = 64 * 1024

    private struct State: RelayIntake {
        var exchange: Exchange?
        var reader: RelayReader
        var sender = RelaySender(window: ProxyJourney.window)
        /// Bytes that the client may send and has not.
        var wanted = 0
        var flow = RelayFlow()
        var waitsForGoOn: Bool
        var hasRequestEnded: Bool
        var isRequestDropped = false
        var hasBegun = false
        var isOver = false
    }

    /// What is to be said, and to whom.
    private struct Words {
        var toClient: [Passage.Action] = []
        var toMember: [Exchange.Action] = []
    }

    private let member: String
    private let name: String
    private let passage: Passage
    private let counts: ProxyCounts
    private let state: Mutex<State>

    init(
        to member: String,
        via name: String,
        head: RelayedRequest,
        passage: Passage,
        counts: ProxyCounts
    ) {
        self.member = member
        self.name = name
        self.passage = passage
        self.counts = counts
        state = Mutex(
            State(
                reader: RelayReader(.response(isToHead: head.method == .head)),
                waitsForGoOn: head.expectsContinue,
                hasRequestEnded: head.length == .none
            )
        )
    }

    func begin(
        _ head: [UInt8],
        by call: @Sendable (CallOrder, @escaping CallListener) -> Exchange
    ) {
        let isStreamed = state.withLock { !$0.hasRequestEnded }
        let body = isStreamed ? head : head + RelayWriter.end()
        let first = body.prefix(Self.callBytes)
        let order = CallOrder(
            member,
            ProxyRoute.method,
            body: Array(first),
            isStreamed: isStreamed || first.count < body.count,
            timeout: nil
        )
        let exchange = call(order) { self.hear($0) }
        if first.count < body.count {
            exchange.perform(.write(Array(body[first.count...]), isLast: !isStreamed))
        }
        say { state, words in
            state.exchange = exchange
            if state.isOver { words.toMember.append(.cancel(.cancelled)) }
            consume(&state, &words)
            want(&state, &words)
        }
    }

    /// Bytes that a call or a reply carries itself (docs/lane-protocol.md §8).
    static let callBytes = 64 * 1024 - 512

    private func say(_ work: (inout State, inout Words) -> Void) {
        state.withLock { state in
            var words = Words()
            work(&state, &words)
            passage.perform(words.toClient)
            for action in words.toMember { state.exchange?.perform(action) }
        }
    }

    // MARK: What the client does

    func hear(_ event: PassageEvent) {
        say { state, words in
            guard !state.isOver else { return }
            switch event {
            case .content(let bytes):
                state.wanted -= bytes.count
                if !state.isRequestDropped { state.sender.add(bytes) }
                send(&state, &words)
                want(&state, &words)
            case .end(let trailers):
                guard !state.hasRequestEnded else { return }
                state.hasRequestEnded = true
                guard !state.isRequestDropped else { return }
                state.sender.close(with: RelayWriter.end(trailers))
                send(&state, &words)
            case .taken(let count):
                state.flow.out(count)
                consume(&state, &words)
            case .overdue:
                give(.proxy(.timeout(member: member)), &state, &words)
                words.toMember.append(.cancel(.deadline))
            case .left:
                state.isOver = true
                counts.failed.increment()
                words.toMember.append(.cancel(.cancelled))
            }
        }
    }

    // MARK: What the member does

    func hear(_ event: CallEvent) {
        say { state, words in
            guard !state.isOver else { return }
            switch event {
            case .reply(let status, let body, let isStreamed):
                guard status == .ok else {
                    return give(.proxy(ProxyProblem.after(status, member)), &state, &words)
                }
                receive(body, isLast: !isStreamed, &state, &words)
            case .body(let bytes, let isLast):
                state.flow.receive(bytes.count)
                receive(bytes, isLast: isLast, &state, &words)
            case .taken(let count):
                state.sender.taken(count)
                send(&state, &words)
                want(&state, &words)
            case .stopped:
                // The client goes on, for nobody.
                state.isRequestDropped = true
                state.sender = RelaySender(window: Self.window)
                want(&state, &words)
            case .ended(let failure):
                give(ProxyProblem.after(failure, member), &state, &words)
            }
        }
    }

    private func receive(
        _ bytes: [UInt8],
        isLast: Bool,
        _ state: inout State,
        _ words: inout Words
    ) {
        do throws(RelayFault) {
            try state.read(bytes, isLast: isLast) { take($0, &$1, &words) }
        } catch {
            give(.proxy(.badAnswer(member: member)), &state, &words)
            words.toMember.append(.cancel(.failed))
        }
        consume(&state, &words)
    }

    private func take(_ event: RelayEvent, _ state: inout State, _ words: inout Words) {
        switch event {
        case .goOn:
            state.waitsForGoOn = false
            want(&state, &words)
        case .response(let head):
            let (response, length) = ProxyHead.response(head, via: name)
            state.hasBegun = true
            words.toClient.append(.begin(response, length: length))
        case .content(let content):
            state.flow.handOn(content.count)
            words.toClient.append(.write(content))
        case .end(let trailers):
            words.toClient.append(.end(trailers: trailers))
            end(&state, &words)
        case .refusal(let refusal):
            give(.proxy(.refused(refusal, member: member)), &state, &words)
            end(&state, &words)
        case .request:
            break
        }
    }

    /// The answer is whole; what is left of the request is not wanted.
    private func end(_ state: inout State, _ words: inout Words) {
        state.isOver = true
        if !state.hasRequestEnded { words.toMember.append(.cancel(.cancelled)) }
    }

    /// There is no answer, or no more of it.
    private func give(_ error: GatewayError, _ state: inout State, _ words: inout Words) {
        state.isOver = true
        counts.failed.increment()
        words.toClient.append(state.hasBegun ? .fail : .respond(error.response))
    }

    // MARK: Credit

    private func send(_ state: inout State, _ words: inout Words) {
        while let (bytes, isLast) = state.sender.next() {
            words.toMember.append(.write(bytes, isLast: isLast))
        }
    }

    private func want(_ state: inout State, _ words: inout Words) {
        guard !state.waitsForGoOn, !state.hasRequestEnded, !state.isOver else { return }
        let room = Self.window - state.wanted - state.sender.held
        guard room >= Self.step else { return }
        state.wanted += room
        words.toClient.append(.want(room))
    }

    private func consume(_ state: inout State, _ words: inout Words) {
        // Before the call is known, nobody could be told.
        guard state.exchange != nil, !state.isOver, let count = state.flow.consumable() else {
            return
        }
        words.toMember.append(.consume(count))
    }
}
