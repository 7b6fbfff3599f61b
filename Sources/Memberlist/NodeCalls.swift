// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership
import Messaging
import Reactor
import Wire

/// The calls that a node makes and carries out (docs/lane-protocol.md §8); lives on its loop.
final class NodeCalls {
    unowned let node: NodeLoop
    let loop: EventLoop
    var counts = CallCounts()
    private var ends: [CallID: CallEnd] = [:]
    private var lastTaken: UInt64 = 0

    init(_ node: NodeLoop) {
        self.node = node
        loop = node.loop
    }

    /// Ends of calls that are not over.
    var count: Int { ends.count }

    /// Makes a call.
    func call(_ id: CallID, _ order: CallOrder, _ ear: CallEar) {
        counts.made += 1
        let methodBytes = order.method.utf8.count
        guard (1...LaneLimits.methodBytes).contains(methodBytes) else {
            let limit = LaneLimits.methodBytes
            return fail(ear, .tooLarge(bytes: methodBytes, limit: limit))
        }
        guard let member = node.participant[MemberName(order.member)] else {
            return fail(ear, .unknownMember)
        }
        if member.name == node.participant.name { return callSelf(id, order, ear) }
        guard member.state == .alive || member.state == .suspect else {
            return fail(ear, .memberNotAlive)
        }
        guard node.lanes.carries(member) else {
            return fail(ear, node.lanes.hasLanes(member) ? .unreachable : .notCapable)
        }
        guard let peer = node.lanes.peer(member) else { return fail(ear, .overloaded) }
        let end = CallEnd(id, ear, on: peer, of: self)
        ends[id] = end
        end.call(order, at: loop.now)
    }

    private func fail(_ ear: CallEar, _ failure: CallFailure) {
        counts.fail(failure)
        ear.hear(.ended(failure))
    }

    /// Carries out a call of a peer's.
    func take(_ call: LaneCall, from peer: PeerLane) {
        let id = nextTaken()
        let incoming = IncomingCall(
            caller: peer.name.text,
            method: call.method,
            body: call.body,
            isStreamed: call.isStreamed,
            budget: call.budget,
            exchange: exchange(id)
        )
        let end = CallEnd(id, ear(for: incoming), on: peer, of: self)
        ends[id] = end
        peer.calls[.theirs(call.number)] = end
        end.take(call)
    }

    private func callSelf(_ id: CallID, _ order: CallOrder, _ ear: CallEar) {
        let taken = nextTaken()
        let caller = CallEnd(id, ear, on: nil, of: self)
        ends[id] = caller
        let incoming = IncomingCall(
            caller: order.member,
            method: order.method,
            body: order.body,
            isStreamed: order.isStreamed,
            budget: order.timeout,
            exchange: exchange(taken)
        )
        let called = CallEnd(taken, self.ear(for: incoming), on: nil, of: self)
        ends[taken] = called
        called.join(caller)
        caller.call(order, called, at: loop.now)
    }

    private func nextTaken() -> CallID {
        counts.taken += 1
        lastTaken += 1
        return .taken(lastTaken)
    }

    /// Through which an end is used, from any thread.
    private func exchange(_ id: CallID) -> Exchange {
        let remote = loop.remote
        return Exchange { action in
            remote.post { loop in (loop.resident as? NodeLoop)?.calls.perform(id, action) }
        }
    }

    func perform(_ id: CallID, _ action: Exchange.Action) { ends[id]?.perform(action) }

    func forget(_ id: CallID) { ends[id] = nil }

    /// The node ends.
    func shutDown() {
        for end in Array(ends.values) { end.end(.stopped) }
    }

    // MARK: Methods

    private func ear(for call: IncomingCall) -> CallEar {
        switch call.method {
        case "ping":
            call.exchange.perform(.reply(.ok, body: [], isStreamed: false))
            return CallEar { _ in }
        case "echo": return Self.echo(call)
        default:
            if let method = node.methods[call.method] ?? node.settings.calls {
                return CallEar(method(call))
            }
            let words = "this node has no method \(call.method)"
            call.exchange.perform(
                .reply(.unknownMethod, body: Array(words.utf8), isStreamed: false)
            )
            return CallEar { _ in }
        }
    }

    /// Says again what the call says, as fast as the caller takes it.
    private static func echo(_ call: IncomingCall) -> CallEar {
        let exchange = call.exchange
        exchange.perform(.reply(.ok, body: call.body, isStreamed: call.isStreamed))
        return CallEar { event in
            switch event {
            case .body(let bytes, let isLast): exchange.perform(.write(bytes, isLast: isLast))
            case .taken(let count): exchange.perform(.consume(count))
            case .stopped(let status): exchange.perform(.stop(status))
            case .reply, .ended: break
            }
        }
    }
}
