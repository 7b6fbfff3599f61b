// SPDX-License-Identifier: Apache-2.0

import Messaging
import Synchronization
import Testing

@testable import Memberlist

/// Calls between two nodes on sockets, and of a node with itself.
struct CallTests {
    /// Makes a call without a streamed body, and returns all that is told of it.
    static func call(
        _ node: Node,
        _ member: String,
        _ method: String,
        _ body: [UInt8] = [],
        timeout: Duration? = nil
    ) async throws -> [CallEvent] {
        let (events, continuation) = AsyncStream<CallEvent>.makeStream()
        let order = CallOrder(member, method, body: body, timeout: timeout)
        let exchange = node.call(order) { event in
            continuation.yield(event)
            switch event {
            case .reply(_, _, false), .body(_, isLast: true), .ended: continuation.finish()
            default: break
            }
        }
        defer { withExtendedLifetime(exchange) {} }
        return try await within(Cluster.patience) {
            var all: [CallEvent] = []
            for await event in events { all.append(event) }
            return all
        }
    }

    /// Answers `hello` with the caller's name and what it said, and nothing else at all.
    static let greeter: @Sendable (IncomingCall) -> CallListener = { call in
        if call.method == "hello" {
            let words = [UInt8]("\(call.caller): ".utf8) + call.body
            call.exchange.perform(.reply(.ok, body: words, isStreamed: false))
        }
        return { _ in }
    }

    @Test(arguments: ["second", "first"])
    func `the node answers ping and echo, and the application its own methods`(
        callee: String
    ) async throws {
        let (first, second) = try await LaneNodeTests.pair { $0.calls = Self.greeter }
        let pong = try await Self.call(first, callee, "ping")
        #expect(pong == [.reply(.ok, body: [], isStreamed: false)])
        let echo = try await Self.call(first, callee, "echo", [1, 2, 3])
        #expect(echo == [.reply(.ok, body: [1, 2, 3], isStreamed: false)])
        let hello = try await Self.call(first, callee, "hello", [33])
        let words = [UInt8]("first: !".utf8)
        #expect(hello == [.reply(.ok, body: words, isStreamed: false)])
        let late = try await Self.call(first, callee, "silence", timeout: .milliseconds(50))
        #expect(late == [.ended(.deadline)])
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `what cannot be called is said at once`() async throws {
        let (first, second) = try await LaneNodeTests.pair()
        let stock = try await Cluster.node("stock")
        _ = await stock.join([first.boundAddress])
        try await first.waits { $0.member(named: "stock")?.state == .alive }
        let missing = try await Self.call(first, "second", "nothing")
        guard case .reply(.unknownMethod, _, false)? = missing.first else {
            Issue.record("\(missing)")
            return
        }
        #expect(try await Self.call(first, "nobody", "ping") == [.ended(.unknownMember)])
        #expect(try await Self.call(first, "stock", "ping") == [.ended(.notCapable)])
        let long = String(repeating: "m", count: 256)
        for member in ["first", "second"] {
            let events = try await Self.call(first, member, long)
            #expect(events == [.ended(.tooLarge(bytes: 256, limit: 255))])
        }
        await first.shutdown()
        let afterwards = try await Self.call(first, "second", "ping")
        #expect(afterwards == [.ended(.stopped)])
        await second.shutdown()
        await stock.shutdown()
    }

    @Test func `a call that is never heard was not made`() async throws {
        let (first, second, proxy) = try await LaneBreakTests.pair()
        await second.shutdown()
        let events = try await Self.call(first, "second", "ping", timeout: .milliseconds(300))
        #expect(events == [.ended(.unreachable)])
        await first.shutdown()
        proxy.close()
    }

    @Test func `an answer whose node ends is told to be missing`() async throws {
        let (first, second) = try await LaneNodeTests.pair { $0.calls = Self.greeter }
        let (events, continuation) = AsyncStream<CallEvent>.makeStream()
        _ = first.call(CallOrder("second", "silence", body: [], timeout: nil)) {
            continuation.yield($0)
        }
        try await second.waits(for: "calls") { $0 == 1 }
        await first.shutdown()
        let event = try await within(Cluster.patience) { await events.first { _ in true } }
        #expect(event == .ended(.stopped))
        await second.shutdown()
    }

    /// Writes a body in pieces as they are taken, and counts what comes back.
    final class Stream: Sendable {
        private struct State {
            var exchange: Exchange?
            var unwritten: Int
            var window = 0
            var received = 0
        }

        static let piece = 64 << 10
        private let state: Mutex<State>
        private let done: AsyncStream<CallFailure?>.Continuation
        let ending: AsyncStream<CallFailure?>

        init(pieces: Int) {
            state = Mutex(State(unwritten: pieces))
            (ending, done) = AsyncStream<CallFailure?>.makeStream()
        }

        var received: Int { state.withLock { $0.received } }

        func begin(_ exchange: Exchange) {
            state.withLock { $0.exchange = exchange }
            write()
        }

        private func write() {
            state.withLock { state in
                while state.unwritten > 0, state.window + Self.piece <= Exchange.writeWindow {
                    state.unwritten -= 1
                    state.window += Self.piece
                    let bytes = [UInt8](
                        repeating: UInt8(state.unwritten & 0xFF),
                        count: Self.piece
                    )
                    state.exchange?.perform(.write(bytes, isLast: state.unwritten == 0))
                }
            }
        }

        func hear(_ event: CallEvent) {
            switch event {
            case .taken(let count):
                state.withLock { $0.window -= count }
                write()
            case .body(let bytes, let isLast):
                state.withLock {
                    $0.received += bytes.count
                    $0.exchange?.perform(.consume(bytes.count))
                }
                if isLast { done.yield(nil) }
            case .ended(let failure): done.yield(failure)
            case .reply, .stopped: break
            }
        }
    }

    @Test(arguments: ["second", "first"], [false, true])
    func `a body of any size goes there and back`(callee: String, isSealed: Bool) async throws {
        let (first, second) = try await LaneNodeTests.pair {
            if isSealed { $0.keys = [LaneNodeTests.key] }
        }
        let stream = Stream(pieces: 200)
        let order = CallOrder(callee, "echo", body: [], isStreamed: true, timeout: nil)
        stream.begin(first.call(order) { stream.hear($0) })
        let ending = stream.ending
        let end = try await within(Cluster.patience) { await ending.first { _ in true } }
        #expect(end == .some(nil))
        #expect(stream.received == 200 * Stream.piece)
        for node in [first, second] { try await node.waits(for: "calls") { $0 == 0 } }
        await first.shutdown()
        await second.shutdown()
    }
}
