// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Messaging
import Synchronization

@testable import Gateway
@testable import Memberlist

/// Carries calls between a gateway and a proxy's desk as a lane does: pieces of 64 KiB, 256 KiB of
/// credit for each body, news in order on one thread; and holds both ends to the rules.
final class CallPair: Sendable {
    /// The node's thread.
    private let thread = DispatchQueue(label: "node")
    private let desk: ProxyDesk
    let caller: String
    /// Broken rules.
    let violations = Mutex<[String]>([])
    let cancelled = Counted()
    let under = Mutex(0)

    init(_ desk: ProxyDesk, caller: String = "node1") {
        self.desk = desk
        self.caller = caller
    }

    private static let credit = 256 * 1024
    private static let piece = 64 * 1024

    /// One direction of a call.
    private final class Pipe {
        var waiting: [(bytes: [UInt8], isLast: Bool)] = []
        var credit = CallPair.credit
        var untaken = 0
        var isOpen: Bool

        init(isOpen: Bool) { self.isOpen = isOpen }
    }

    private final class Call {
        var up: Pipe
        var down = Pipe(isOpen: false)
        var hasReplied = false
        var isOver = false
        var callee: CallListener?
        let caller: CallListener

        init(_ isStreamed: Bool, _ caller: @escaping CallListener) {
            up = Pipe(isOpen: isStreamed)
            self.caller = caller
        }
    }

    /// Lives on the thread.
    private struct Held: @unchecked Sendable {
        let call: Call
    }

    func call(_ order: CallOrder, _ listener: @escaping CallListener) -> Exchange {
        let held = Held(call: Call(order.isStreamed, listener))
        if order.body.count > 64 * 1024 - 512 { note("the call carries \(order.body.count)") }
        thread.async { [self] in
            under.withLock { $0 += 1 }
            let incoming = IncomingCall(
                caller: caller,
                method: order.method,
                body: order.body,
                isStreamed: order.isStreamed,
                budget: order.timeout,
                exchange: Exchange { action in
                    self.thread.async { self.act(action, held.call, isCaller: false) }
                }
            )
            held.call.callee = desk.take(incoming)
        }
        return Exchange { action in
            self.thread.async { self.act(action, held.call, isCaller: true) }
        }
    }

    private func note(_ text: String) { violations.withLock { $0.append(text) } }

    private func act(_ action: Exchange.Action, _ call: Call, isCaller: Bool) {
        guard !call.isOver else { return }
        let (own, other) = isCaller ? (call.up, call.down) : (call.down, call.up)
        switch action {
        case .reply(let status, let body, let isStreamed):
            guard !isCaller, !call.hasReplied else { return note("a second reply") }
            if body.count > 64 * 1024 - 512 { note("the reply carries \(body.count)") }
            call.hasReplied = true
            call.down.isOpen = isStreamed
            call.caller(.reply(status, body: body, isStreamed: isStreamed))
        case .write(let bytes, let isLast):
            guard own.isOpen else { return }
            own.untaken += bytes.count
            if own.untaken > Exchange.writeWindow { note("\(own.untaken) bytes are not taken") }
            own.waiting.append((bytes, isLast))
            flow(call, isCaller: isCaller)
        case .consume(let count):
            other.credit += count
            if other.credit > Self.credit { note("credit of \(other.credit)") }
            flow(call, isCaller: !isCaller)
        case .stop(let status):
            other.isOpen = false
            other.waiting = []
            tell(call, isCaller: !isCaller, .stopped(status))
        case .cancel:
            call.isOver = true
            cancelled.add()
            tell(call, isCaller: !isCaller, .ended(.cancelled))
            end(call)
            return
        }
        if call.hasReplied, !call.up.isOpen, !call.down.isOpen {
            call.isOver = true
            end(call)
        }
    }

    private func end(_ call: Call) { under.withLock { $0 -= 1 } }

    /// Hands over what there is credit for.
    private func flow(_ call: Call, isCaller: Bool) {
        let pipe = isCaller ? call.up : call.down
        while let first = pipe.waiting.first {
            let count = min(first.bytes.count, pipe.credit, Self.piece)
            guard count > 0 || first.bytes.isEmpty else { return }
            pipe.credit -= count
            pipe.untaken -= count
            let isLast = first.isLast && count == first.bytes.count
            if count == first.bytes.count {
                pipe.waiting.removeFirst()
            } else {
                pipe.waiting[0].bytes.removeFirst(count)
            }
            if isLast { pipe.isOpen = false }
            tell(call, isCaller: !isCaller, .body(Array(first.bytes[..<count]), isLast: isLast))
            tell(call, isCaller: isCaller, .taken(count))
        }
    }

    private func tell(_ call: Call, isCaller: Bool, _ event: CallEvent) {
        if isCaller { call.caller(event) } else { call.callee?(event) }
    }
}
