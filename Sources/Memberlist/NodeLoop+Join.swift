// SPDX-License-Identifier: Apache-2.0

import Determinism
import Logging
import Membership
import Reactor
import Wire

/// Joining (spec §13.1, §15.2): names are looked up off the loop, addresses are dialled at once.
extension NodeLoop {
    /// Joins each of `addresses`; `completion` is called once, when the last is decided.
    func join(_ addresses: [String], _ completion: @escaping (JoinReport) -> Void) {
        join(addresses, JoinAttempt(completion))
    }

    func join(_ addresses: [String], _ attempt: JoinAttempt) {
        // Held open until all have begun, so that an early failure does not end the attempt.
        attempt.unfinished = 1
        for text in addresses { begin(text, for: attempt) }
        attempt.finishOne()
        settle()
    }

    private func begin(_ text: String, for attempt: JoinAttempt) {
        let address: JoinAddress
        do throws(JoinAddressError) {
            address = try JoinAddress(text, defaultPort: packets.address.port)
        } catch {
            attempt.fail(text, error.sentence)
            return
        }
        guard address.name != nil || !settings.requireNodeNames else {
            attempt.fail(text, "it names no node, and names are required: write name/host")
            return
        }
        if let literal = address.literal {
            dial(literal, named: text, for: attempt)
            return
        }
        attempt.unfinished += 1
        let ticket = resolutions.keep(attempt)
        let remote = loop.remote
        resolver.resolve(address.host, port: address.port) { result in
            remote.post { loop in
                (loop.resident as? NodeLoop)?.resolved(text, result, ticket)
            }
        }
    }

    private func resolved(
        _ text: String,
        _ result: Result<[SocketAddress], ResolutionError>,
        _ ticket: UInt64
    ) {
        guard let attempt = resolutions.take(ticket) else { return }
        switch result {
        case .failure(let error): attempt.fail(text, error.sentence)
        case .success(let found) where found.isEmpty: attempt.fail(text, "it has no address")
        case .success(let found):
            for address in found { dial(address, named: text, for: attempt) }
        }
        attempt.finishOne()
        settle()
    }

    private func dial(_ address: SocketAddress, named text: String, for attempt: JoinAttempt) {
        guard !isOwn(address) else {
            attempt.fail(text, "it is this node itself")
            return
        }
        guard attempt.dialsLeft > 0, !attempt.present.contains(Endpoint(address)) else { return }
        attempt.dialsLeft -= 1
        let outputs = participant.join(Endpoint(address), at: loop.now)
        for case .openStream(let stream, _, _) in outputs {
            joins.add(attempt, stream, address: text)
        }
        run(outputs)
    }

    private func isOwn(_ address: SocketAddress) -> Bool {
        let endpoint = Endpoint(address)
        if endpoint == Endpoint(packets.address) { return true }
        if endpoint.socketAddress == advertised.socketAddress { return true }
        return packets.address.isWildcard && address.isLoopback
            && address.port == packets.address.port
    }

    func joinStreamEnded(_ stream: StreamID, _ result: Result<Void, StreamFailure>) {
        guard let attempt = joins.ended(stream, result) else { return }
        if case .success = result { publishIfChanged() }
        attempt.finishOne()
    }

    /// Joins, and tries again until somebody is reached.
    func joinInBackground(_ addresses: [String], pause: Duration = JoinDesk.firstPause) {
        isJoining = true
        published.readiness = Node.Readiness(
            wantsToJoin: !settings.join.isEmpty,
            hasJoined: published.readiness.hasJoined,
            isLeaving: participant.isLeaving
        )
        join(addresses) { [weak self] report in
            self?.backgroundJoinEnded(addresses, report, pause: pause)
        }
    }

    private func backgroundJoinEnded(
        _ addresses: [String],
        _ report: JoinReport,
        pause: Duration
    ) {
        guard !participant.isLeaving else { return }
        if report.contacted > 0 {
            isJoining = false
            markJoined()
            logger.info("joined the cluster", metadata: ["contacted": "\(report.contacted)"])
            return
        }
        let reasons = report.failures.map { "\($0.address): \($0.reason)" }
        // Once a minute for hours is no news.
        logger.log(
            level: pause < JoinDesk.longestPause ? .info : .debug,
            "reached nobody to join; trying again",
            metadata: [
                "in": "\(pause)", "reasons": "\(reasons.joined(separator: "; "))",
            ]
        )
        // A little chance keeps nodes that started together from dialling together for ever.
        let jitter = Duration.milliseconds(Int64.random(in: 0...500))
        loop.schedule(at: loop.now + pause + jitter) { [weak self] in
            guard let self, !self.participant.isLeaving else { return }
            joinInBackground(addresses, pause: min(pause * 2, JoinDesk.longestPause))
        }
    }

    /// Goes back to the join list when everybody is lost, names looked up anew.
    ///
    /// The members that died are asked by the participant itself; but all of them may have moved.
    func rejoinIfIsolated() {
        let isAlone = participant.count(of: .alive) + participant.count(of: .suspect) < 2
        guard isAlone, !isJoining, !settings.join.isEmpty, !participant.isLeaving,
            published.readiness.hasJoined
        else { return }
        logger.info("everybody is gone; joining again")
        joinInBackground(settings.join)
    }

    /// Somebody was reached, by our join or by theirs.
    func markJoined() {
        let readiness = published.readiness
        guard !readiness.hasJoined else { return }
        published.readiness = Node.Readiness(
            wantsToJoin: readiness.wantsToJoin,
            hasJoined: true,
            isLeaving: participant.isLeaving
        )
    }
}

/// The attempts that wait for a name; what crosses to the resolver's thread is only a number.
struct Resolutions {
    private var attempts: [UInt64: JoinAttempt] = [:]
    private var last: UInt64 = 0

    mutating func keep(_ attempt: JoinAttempt) -> UInt64 {
        last += 1
        attempts[last] = attempt
        return last
    }

    mutating func take(_ ticket: UInt64) -> JoinAttempt? { attempts.removeValue(forKey: ticket) }
}
