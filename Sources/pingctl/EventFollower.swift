// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

/// `GET /events`, over breaks of the connection.
///
/// A machine that its owner drives: `advance`, show what happened, wait in the pool at most until
/// `nextDeadline`.
final class EventFollower {
    enum Happening: Equatable {
        /// It came at that moment.
        case event(StreamEvent, at: ContinuousClock.Instant)
        /// The connection is gone and will be tried again.
        case broke(PingctlError)
        case resumed
    }

    private enum State {
        case waiting(until: ContinuousClock.Instant)
        case connected(Transfer, since: ContinuousClock.Instant, isOpen: Bool)
        /// Thrown after what came before it has been shown.
        case failed(PingctlError)
    }

    /// A node says something every 15 s; two of these may be late.
    static let silenceLimit = Duration.seconds(40)

    private let client: GatewayClient
    private let target: String
    private let silence: Duration
    private var reconnection: Reconnection
    private var reader = EventStreamReader()
    private var state = State.waiting(until: .now)

    /// Begins behind `after`, or with what happens next.
    init(
        _ client: GatewayClient,
        types: [String] = [],
        after: UInt64? = nil,
        reconnection: Reconnection,
        silence: Duration = silenceLimit
    ) {
        var query = QueryText()
        if let after { query.append("after", "\(after)") }
        if !types.isEmpty { query.append("types", types.joined(separator: ",")) }
        self.client = client
        target = "/events" + query.text
        self.reconnection = reconnection
        self.silence = silence
    }

    var server: GatewayURL { client.server }

    /// Whether the node tells at this moment what happens.
    var isOpen: Bool {
        if case .connected(_, _, let isOpen) = state { isOpen } else { false }
    }

    /// When `advance` has work again, whatever comes.
    var nextDeadline: ContinuousClock.Instant {
        switch state {
        case .waiting(let until): until
        case .failed: .now
        case .connected(let transfer, let since, let isOpen):
            isOpen ? (transfer.heardAt ?? since) + silence : since + client.timeout
        }
    }

    func advance(to now: ContinuousClock.Instant) throws(PingctlError) -> [Happening] {
        switch state {
        case .failed(let error): throw error
        case .waiting(let until):
            guard until <= now else { return [] }
            try connect(at: now)
            return []
        case .connected(let transfer, let since, let isOpen):
            return try hear(transfer, since: since, isOpen: isOpen, at: now)
        }
    }

    private func connect(at now: ContinuousClock.Instant) throws(PingctlError) {
        var request = client.request(target)
        request.accepts = "text/event-stream"
        request.timeout = nil
        // Counts more than `after` does.
        if !reader.lastID.isEmpty { request.fields = ["Last-Event-ID: \(reader.lastID)"] }
        reader = EventStreamReader(lastID: reader.lastID)
        state = .connected(try client.start(request), since: now, isOpen: false)
    }

    private func hear(
        _ transfer: Transfer,
        since: ContinuousClock.Instant,
        isOpen: Bool,
        at now: ContinuousClock.Instant
    ) throws(PingctlError) -> [Happening] {
        var happenings: [Happening] = []
        var isOpen = isOpen
        if !isOpen, transfer.hasBody, transfer.status == 200 {
            guard transfer.contentType == "text/event-stream" else {
                throw .foreignAnswer(status: transfer.status, client.server)
            }
            if reconnection.isBroken { happenings.append(.resumed) }
            reconnection.succeed()
            isOpen = true
            state = .connected(transfer, since: since, isOpen: true)
        }
        do throws(PingctlError) {
            if isOpen { happenings += try events(transfer, at: now) }
            if let failure = failure(of: transfer, isOpen: isOpen, at: now) {
                client.pool.cancel(transfer)
                let wasBroken = reconnection.isBroken
                let next = try reconnection.fail(failure, at: now, retry: reader.retry)
                state = .waiting(until: next)
                if !wasBroken { happenings.append(.broke(failure)) }
            }
        } catch {
            if happenings.isEmpty { throw error }
            client.pool.cancel(transfer)
            state = .failed(error)
        }
        return happenings
    }

    /// What a stream that has ended still said is in its outcome.
    private func events(
        _ transfer: Transfer,
        at now: ContinuousClock.Instant
    ) throws(PingctlError) -> [Happening] {
        var bytes = transfer.take()
        if case .success(let reply) = transfer.outcome { bytes += reply.body }
        let moment = transfer.heardAt ?? now
        do {
            return try reader.read(bytes).map { .event($0, at: moment) }
        } catch {
            throw .transfer(error, client.server)
        }
    }

    /// Why the stream is over; `nil` while it goes on.
    private func failure(
        of transfer: Transfer,
        isOpen: Bool,
        at now: ContinuousClock.Instant
    ) -> PingctlError? {
        switch transfer.outcome {
        case .success(let reply):
            isOpen ? .transfer(.connectionLost, client.server) : client.refusal(reply)
        case .failure(let error): .transfer(error, client.server)
        case nil where now < nextDeadline: nil
        case nil where isOpen: .transfer(.silent(silence), client.server)
        case nil where transfer.wasConnected: .transfer(.answerTimedOut, client.server)
        case nil: .transfer(.connectionTimedOut, client.server)
        }
    }
}
