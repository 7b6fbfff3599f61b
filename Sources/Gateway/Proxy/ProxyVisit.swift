// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPClient
import Memberlist
import Messaging
import Synchronization

/// One call for the application beside this node: its request goes to the upstream, and what comes
/// back goes into the reply.
///
/// Told of by the node's thread and by the upstream's; see `ProxyJourney` for the lock.
final class ProxyVisit: Sendable {
    private struct State: RelayIntake {
        var reader = RelayReader(.request)
        var upstream: UpstreamExchange?
        /// What the upstream is to be told as soon as it is known.
        var waiting: [UpstreamAction] = []
        /// Of the request, which comes over the lane.
        var flow = RelayFlow()
        var isHead = false
        /// Of the answer.
        var sender = RelaySender(window: ProxyJourney.window)
        /// What the reply begins with; `nil` once it has gone.
        var opening: [UInt8]? = []
        /// Content that is to come before a short answer goes as one.
        var awaited = 0
        var hasHead = false
        /// Bytes of content that came from the upstream, and that it was told to be gone.
        var received = 0
        var consumed = 0
        var isOver = false
    }

    private struct Words {
        var toCaller: [Exchange.Action] = []
        var toUpstream: [UpstreamAction] = []
        var request: (ClientRequest, UpstreamClient)?
    }

    private enum UpstreamAction {
        case write([UInt8])
        case finish(HeaderFields)
        case consume(Int)
        case cancel
    }

    private let exchange: Exchange
    private let caller: String
    private let desk: ProxyDesk
    private let state = Mutex(State())

    /// Answers up to this size go in one piece.
    private static let shortBytes = 60 * 1024

    init(_ exchange: Exchange, of caller: String, at desk: ProxyDesk) {
        self.exchange = exchange
        self.caller = caller
        self.desk = desk
    }

    func begin(_ body: [UInt8], isLast: Bool) {
        desk.counts.served.increment()
        say { state, words in receive(body, isLast: isLast, &state, &words) }
    }

    private func say(_ work: (inout State, inout Words) -> Void) {
        let request = state.withLock { state in
            var words = Words()
            work(&state, &words)
            for action in words.toCaller { exchange.perform(action) }
            if let upstream = state.upstream {
                Self.perform(words.toUpstream, upstream)
            } else {
                state.waiting += words.toUpstream
            }
            return words.request
        }
        if let (request, client) = request { ask(request, client) }
    }

    private func ask(_ request: ClientRequest, _ client: UpstreamClient) {
        let upstream = client.request(request) { self.hear($0) }
        state.withLock { state in
            state.upstream = upstream
            Self.perform(state.waiting, upstream)
            state.waiting = []
            if state.isOver { upstream.cancel() }
        }
    }

    private static func perform(_ actions: [UpstreamAction], _ upstream: UpstreamExchange) {
        for action in actions {
            switch action {
            case .write(let content): upstream.write(content)
            case .finish(let trailers): upstream.finish(trailers: trailers)
            case .consume(let count): upstream.consume(count)
            case .cancel: upstream.cancel()
            }
        }
    }

    // MARK: What the caller does

    func hear(_ event: CallEvent) {
        say { state, words in
            guard !state.isOver else { return }
            switch event {
            case .body(let bytes, let isLast):
                state.flow.receive(bytes.count)
                receive(bytes, isLast: isLast, &state, &words)
            case .taken(let count):
                state.sender.taken(count)
                send(&state, &words)
            case .stopped, .ended:
                state.isOver = true
                words.toUpstream.append(.cancel)
            case .reply:
                break
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
            desk.counts.broken.increment()
            giveUp(.failed, &state, &words)
        }
        consume(&state, &words)
    }

    private func take(_ event: RelayEvent, _ state: inout State, _ words: inout Words) {
        switch event {
        case .request(let head):
            state.isHead = head.method == .head
            switch desk.admit(head, from: caller) {
            case .success(let request):
                words.request = request
                guard head.expectsContinue else { return }
                state.opening = nil
                words.toCaller.append(
                    .reply(.ok, body: RelayWriter.goOn, isStreamed: true)
                )
            case .failure(let refused):
                desk.counts.refused.increment()
                refuse(refused.refusal, &state, &words)
            }
        case .content(let content):
            state.flow.handOn(content.count)
            words.toUpstream.append(.write(content))
        case .end(let trailers):
            words.toUpstream.append(.finish(trailers))
        case .goOn, .response, .refusal:
            break
        }
    }

    private func consume(_ state: inout State, _ words: inout Words) {
        guard !state.isOver, let count = state.flow.consumable() else { return }
        words.toCaller.append(.consume(count))
    }

    // MARK: What the upstream does

    private func hear(_ events: [UpstreamEvent]) {
        say { state, words in
            for event in events where !state.isOver { take(event, &state, &words) }
            guard !state.isOver else { return }
            send(&state, &words)
        }
    }

    private func take(_ event: UpstreamEvent, _ state: inout State, _ words: inout Words) {
        switch event {
        case .interim:
            // Hints are for the next hop; the caller has been told to go on already.
            break
        case .head(let status, let fields, let length):
            begin(status, fields, length, &state, &words)
        case .body(let content):
            state.received += content.count
            state.sender.add(content)
        case .taken(let count):
            state.flow.out(count)
            consume(&state, &words)
        case .end(let trailers):
            state.awaited = 0
            state.sender.close(with: RelayWriter.end(trailers))
        case .failed(let error):
            desk.counts.broken.increment()
            // What has not been handed on yet can still be an error.
            if state.hasHead, state.opening == nil { return giveUp(.failed, &state, &words) }
            refuse(Self.refusal(error), &state, &words)
        }
    }

    private func begin(
        _ status: HTTPStatus,
        _ fields: HeaderFields,
        _ length: BodyLength?,
        _ state: inout State,
        _ words: inout Words
    ) {
        state.hasHead = true
        var head = RelayedResponse(status, fields: fields.forwardable)
        switch length {
        case .bytes(let count): head.length = count
        case BodyLength.none?: head.length = state.isHead ? Self.length(in: fields) : 0
        case .chunked, nil: head.length = nil
        }
        guard let bytes = RelayWriter.response(head) else {
            desk.counts.broken.increment()
            words.toUpstream.append(.cancel)
            let refusal = RelayRefusal(.broken, "The head of the upstream's answer is too large.")
            return refuse(refusal, &state, &words)
        }
        guard state.opening != nil else {
            words.toCaller.append(.write(bytes, isLast: false))
            state.sender.count(bytes.count)
            return
        }
        state.opening = bytes
        if !state.isHead, let count = head.length, count <= Self.shortBytes - bytes.count {
            state.awaited = count
        }
    }

    /// What HEAD says of the length that GET would get.
    private static func length(in fields: HeaderFields) -> Int? {
        fields["Content-Length"].flatMap { Int($0) }.flatMap { $0 < 0 ? nil : $0 }
    }

    /// Sends what there is room for; a short answer as one, when all of it is there.
    private func send(_ state: inout State, _ words: inout Words) {
        if let opening = state.opening {
            guard !opening.isEmpty, state.received >= state.awaited else { return }
            state.opening = nil
            let (rest, isLast) = state.sender.all(upTo: Self.shortBytes - opening.count)
            let body = opening + rest
            let first = Array(body.prefix(ProxyJourney.callBytes))
            words.toCaller.append(.reply(.ok, body: first, isStreamed: !isLast))
            if isLast { return end(&state) }
            if first.count < body.count {
                words.toCaller.append(.write(Array(body[first.count...]), isLast: false))
                state.sender.count(body.count - first.count)
            }
        }
        while let (bytes, isLast) = state.sender.next() {
            words.toCaller.append(.write(bytes, isLast: isLast))
            if isLast { return end(&state) }
        }
        let gone = state.received - state.consumed - state.sender.held
        guard gone > 0 else { return }
        state.consumed += gone
        words.toUpstream.append(.consume(gone))
    }

    private func end(_ state: inout State) { state.isOver = true }

    // MARK: What goes wrong

    /// The answer says why there is none of the application's.
    private func refuse(_ refusal: RelayRefusal, _ state: inout State, _ words: inout Words) {
        let bytes = RelayWriter.refusal(refusal)
        words.toCaller.append(
            state.opening == nil
                ? .write(bytes, isLast: true) : .reply(.ok, body: bytes, isStreamed: false)
        )
        end(&state)
        // What is left of the request is of no use.
        words.toCaller.append(.stop(.cancelled))
    }

    private func giveUp(
        _ status: LaneStatus,
        _ state: inout State,
        _ words: inout Words
    ) {
        state.isOver = true
        words.toCaller.append(.cancel(status))
        words.toUpstream.append(.cancel)
    }

    private static func refusal(_ error: UpstreamError) -> RelayRefusal {
        let code: RelayRefusal.Code =
            switch error {
            case .invalidRequest, .requestLength: .invalidRequest
            case .overloaded: .overloaded
            case .unreachable, .connectTimeout, .stopped: .unreachable
            case .headTimeout, .writeStall, .bodyTimeout: .timeout
            case .closed, .malformed, .windowExceeded: .broken
            }
        return RelayRefusal(code, error.sentence)
    }
}
