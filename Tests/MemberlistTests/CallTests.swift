// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import Memberlist
@testable import Messaging

/// Calls between nodes on sockets, and of a node to itself.
struct CallTests {
    /// What one end has heard.
    final class Heard: Sendable {
        let events: AsyncStream<CallEvent>
        private let continuation: AsyncStream<CallEvent>.Continuation

        init() { (events, continuation) = AsyncStream.makeStream() }

        func hear(_ event: CallEvent) {
            continuation.yield(event)
            if case .ended = event { continuation.finish() }
        }
    }

    struct Answer: Equatable {
        var status: LaneStatus?
        var body: [UInt8] = []
        var failure: CallFailure?
    }

    /// Makes a call whose body is written in pieces, and waits for all of the answer.
    static func call(
        _ node: Node,
        _ order: CallOrder,
        pieces: [[UInt8]] = []
    ) async throws -> Answer {
        let heard = Heard()
        let exchange = node.call(order) { heard.hear($0) }
        var (unsent, outstanding) = (pieces[...], 0)
        func write() {
            while let piece = unsent.first, outstanding + piece.count <= Exchange.writeWindow {
                unsent.removeFirst()
                outstanding += piece.count
                exchange.perform(.write(piece, isLast: unsent.isEmpty))
            }
        }
        write()
        var answer = Answer()
        for await event in heard.events {
            switch event {
            case .reply(let status, let body, let isStreamed):
                answer.status = status
                answer.body = body
                if !isStreamed { return answer }
            case .body(let bytes, let isLast):
                answer.body += bytes
                if isLast { return answer }
                exchange.perform(.consume(bytes.count))
            case .taken(let count):
                outstanding -= count
                write()
            case .stopped: unsent = []
            case .ended(let failure):
                answer.failure = failure
                return answer
            }
        }
        return answer
    }

    static func serving(
        _ calls: @escaping @Sendable (IncomingCall) -> CallListener
    ) -> (inout NodeSettings) -> Void {
        { $0.calls = calls }
    }

    @Test(arguments: [false, true], ["first", "second"])
    func `ping and echo are answered`(isSealed: Bool, target: String) async throws {
        let (first, second) = try await LaneNodeTests.pair {
            if isSealed { $0.keys = [LaneNodeTests.key] }
        }
        let body = LaneNodeTests.payload(5_000_000)
        try await within(Cluster.patience) {
            let ping = CallOrder(target, "ping", body: [], timeout: nil)
            let pingAnswer = try await Self.call(first, ping)
            #expect(pingAnswer == Answer(status: .ok))
            let small = CallOrder(target, "echo", body: [1, 2, 3], timeout: nil)
            let smallAnswer = try await Self.call(first, small)
            #expect(smallAnswer == Answer(status: .ok, body: [1, 2, 3]))
            // Given in one piece, however long.
            let whole = CallOrder(target, "echo", body: body, timeout: nil)
            let wholeAnswer = try await Self.call(first, whole)
            #expect(wholeAnswer == Answer(status: .ok, body: body))
            // Written as there is room.
            let pieces = stride(from: 0, to: body.count, by: 100_000).map {
                Array(body[$0..<min(body.count, $0 + 100_000)])
            }
            let streamed = CallOrder(target, "echo", body: [], isStreamed: true, timeout: nil)
            let answer = try await Self.call(first, streamed, pieces: pieces)
            #expect(answer == Answer(status: .ok, body: body))
        }
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `a thousand calls at once are all answered`() async throws {
        let (first, second) = try await LaneNodeTests.pair()
        try await within(Cluster.patience) {
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<1_000 {
                    group.addTask {
                        let body = [UInt8](repeating: UInt8(number & 0xFF), count: 70_000)
                        let order = CallOrder("second", "echo", body: body, timeout: nil)
                        return try await Self.call(first, order) == Answer(status: .ok, body: body)
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
        }
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `who cannot be called is said`() async throws {
        let (first, second) = try await LaneNodeTests.pair()
        let stock = try await Cluster.node("stock")
        _ = await stock.join([first.boundAddress])
        try await first.waits { $0.member(named: "stock")?.state == .alive }
        let cases: [(String, String, Answer)] = [
            ("nobody", "ping", Answer(failure: .unknownMember)),
            ("stock", "ping", Answer(failure: .notCapable)),
            ("second", "", Answer(failure: .tooLarge(bytes: 0, limit: 255))),
            (
                "second", String(repeating: "m", count: 256),
                Answer(failure: .tooLarge(bytes: 256, limit: 255))
            ),
        ]
        try await within(Cluster.patience) {
            for (member, method, answer) in cases {
                let order = CallOrder(member, method, body: [], timeout: .seconds(10))
                let orderAnswer = try await Self.call(first, order)
                #expect(orderAnswer == answer)
            }
            let order = CallOrder("second", "fly", body: [], timeout: .seconds(10))
            let unknown = try await Self.call(first, order)
            #expect(unknown.status == .unknownMethod)
        }
        await second.shutdown()
        try await first.waits { $0.member(named: "second")?.state == .dead }
        try await within(Cluster.patience) {
            let order = CallOrder("second", "ping", body: [], timeout: .seconds(10))
            let orderAnswer = try await Self.call(first, order)
            #expect(orderAnswer == Answer(failure: .memberNotAlive))
        }
        await first.shutdown()
        await stock.shutdown()
        let order = CallOrder("first", "ping", body: [], timeout: .seconds(10))
        let orderAnswer = try await Self.call(first, order)
        #expect(orderAnswer == Answer(failure: .stopped))
    }

    @Test(arguments: ["first", "second"])
    func `a call that nobody answers ends when its time is over`(target: String) async throws {
        let heard = Heard()
        let (first, second) = try await LaneNodeTests.pair(
            Self.serving { _ in { heard.hear($0) } }
        )
        try await within(Cluster.patience) {
            let order = CallOrder(target, "wait", body: [], timeout: .milliseconds(300))
            let orderAnswer = try await Self.call(first, order)
            #expect(orderAnswer == Answer(failure: .deadline))
            for await event in heard.events {
                guard case .ended = event else { continue }
                break
            }
        }
        await first.shutdown()
        await second.shutdown()
    }

    @Test(arguments: ["first", "second"])
    func `either side can give a call up`(target: String) async throws {
        let heard = Heard()
        let (first, second) = try await LaneNodeTests.pair(
            Self.serving { call in
                if call.method == "refuse" {
                    call.exchange.perform(.cancel(.failed))
                } else {
                    heard.hear(.taken(0))
                }
                return { heard.hear($0) }
            }
        )
        try await within(Cluster.patience) {
            let refused = CallOrder(target, "refuse", body: [], timeout: nil)
            let refusedAnswer = try await Self.call(first, refused)
            #expect(refusedAnswer == Answer(failure: .cancelled))
            let exchange = first.call(CallOrder(target, "wait", body: [], timeout: nil)) { _ in }
            for await event in heard.events {
                guard event != .taken(0) else {
                    // One that nobody has heard of is not heard of at all.
                    exchange.perform(.cancel(.cancelled))
                    continue
                }
                #expect(event == .ended(.cancelled))
                break
            }
        }
        await first.shutdown()
        await second.shutdown()
    }

    @Test(arguments: ["first", "second"])
    func `a reader that wants no more stops the writer and not the call`(
        target: String
    ) async throws {
        let (first, second) = try await LaneNodeTests.pair(
            Self.serving { call in
                { event in
                    guard case .body = event else { return }
                    call.exchange.perform(.stop(.tooLarge))
                    call.exchange.perform(.reply(.tooLarge, body: [7], isStreamed: false))
                }
            }
        )
        try await within(Cluster.patience) {
            let order = CallOrder(target, "read", body: [], isStreamed: true, timeout: nil)
            let pieces = Array(repeating: LaneNodeTests.payload(100_000), count: 100)
            let answer = try await Self.call(first, order, pieces: pieces)
            #expect(answer == Answer(status: .tooLarge, body: [7]))
        }
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `a writer waits for who reads`() async throws {
        let taken = Atomic<Int>(0)
        let first = try await LaneNodeTests.node("first", Self.serving { _ in { _ in } })
        let second = try await LaneNodeTests.node("second", Self.serving { _ in { _ in } })
        _ = await second.join([first.boundAddress])
        try await first.waits { $0.member(named: "second")?.state == .alive }
        let order = CallOrder("second", "sleep", body: [], isStreamed: true, timeout: nil)
        let heard = Heard()
        let exchange = first.call(order) { heard.hear($0) }
        for _ in 0..<8 {
            exchange.perform(.write([UInt8](repeating: 1, count: 64 << 10), isLast: false))
        }
        // As much as the reader grants is taken, and no more.
        let window = LaneGrants().bodyWindowBytes
        try await within(Cluster.patience) {
            for await event in heard.events {
                guard case .taken(let count) = event else { continue }
                if taken.add(count, ordering: .relaxed).newValue >= window { break }
            }
        }
        #expect(taken.load(ordering: .relaxed) == window)
        // Who writes on regardless is cut off.
        for _ in 0..<8 {
            exchange.perform(.write([UInt8](repeating: 1, count: 64 << 10), isLast: false))
        }
        try await within(Cluster.patience) {
            for await event in heard.events {
                guard case .ended(let failure) = event else { continue }
                #expect(failure == .cancelled)
                break
            }
        }
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `a member that ends has forgotten what it was asked`() async throws {
        let heard = Heard()
        let (first, second) = try await LaneNodeTests.pair(
            Self.serving { call in
                heard.hear(.taken(1))
                return { _ in }
            }
        )
        let order = CallOrder("second", "wait", body: [], timeout: .seconds(60))
        let answer = Task { try await Self.call(first, order) }
        for await _ in heard.events { break }
        try await second.leave()
        await second.shutdown()
        let ended = try await within(Cluster.patience) { try await answer.value }
        #expect(ended == Answer(failure: .forgotten))
        await first.shutdown()
    }
}
