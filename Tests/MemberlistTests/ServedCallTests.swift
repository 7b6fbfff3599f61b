// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import Memberlist

/// Calls as a program with the library makes and serves them, on a lane and within one node.
struct ServedCallTests {
    private struct OwnError: Error, Equatable {}

    /// A node that calls, and one that serves; both are the first when that is the target.
    private static func pair(
        _ target: String,
        _ body: (_ caller: Node, _ server: Node) async throws -> Void
    ) async throws {
        let (first, second) = try await LaneNodeTests.pair()
        try await body(first, target == "first" ? first : second)
        await first.shutdown()
        await second.shutdown()
    }

    /// Calls with no other limit than the test's own.
    private static func ask(
        _ node: Node,
        _ method: String,
        of member: String,
        body: [UInt8] = [],
        replyLimit: Int = 1 << 20
    ) async throws -> [UInt8] {
        try await node.call(
            method,
            of: member,
            body: body,
            timeout: Cluster.patience,
            replyLimit: replyLimit
        )
    }

    private static func error(
        _ work: @escaping @Sendable () async throws -> Void
    ) async throws -> CallError? {
        try await within(Cluster.patience) {
            do {
                try await work()
                return nil
            } catch let error as CallError {
                return error
            }
        }
    }

    @Test(arguments: ["first", "second"])
    func `a method is called with bytes and answers with bytes`(target: String) async throws {
        try await Self.pair(target) { caller, server in
            let seen = Mutex<CallRequest?>(nil)
            try server.serve("reverse") { request in
                seen.withLock { $0 = request }
                return try await request.body.collect(upTo: 1 << 20).reversed()
            }
            for size in [0, 1, 100_000, 1 << 20] {
                let body = LaneNodeTests.payload(size)
                let reply = try await within(Cluster.patience) {
                    try await Self.ask(caller, "reverse", of: target, body: body)
                }
                #expect(reply == body.reversed())
            }
            let request = try #require(seen.withLock { $0 })
            #expect((request.caller, request.method) == ("first", "reverse"))
            let timeout = try #require(request.timeout)
            #expect(timeout > .zero && timeout <= Cluster.patience)
        }
    }

    @Test(arguments: ["first", "second"])
    func `bodies of any length go both ways at once`(target: String) async throws {
        try await Self.pair(target) { caller, server in
            try server.serve("flip") { request, reply in
                for try await piece in request.body { try await reply.write(piece.map { ~$0 }) }
            }
            let piece = LaneNodeTests.payload(1_000_000)
            let (count, isRight) = try await within(Cluster.patience) {
                try await caller.call("flip", of: target, timeout: nil) { writer in
                    for _ in 0..<20 { try await writer.write(piece) }
                } reply: { body in
                    var (count, isRight) = (0, true)
                    for try await part in body {
                        for byte in part {
                            isRight = isRight && byte == ~piece[count % piece.count]
                            count += 1
                        }
                    }
                    return (count, isRight)
                }
            }
            #expect(count == 20_000_000 && isRight)
        }
    }

    @Test(arguments: ["first", "second"])
    func `what a method throws is told to its caller`(target: String) async throws {
        try await Self.pair(target) { caller, server in
            let cases: [(any Error, CallError)] = [
                (CallError.failed("no disk"), .failed("no disk")), (OwnError(), .failed("")),
                (CallError.busy, .busy), (CallError.unknownMethod, .unknownMethod),
                (CallError.tooLarge(limit: 3), .requestTooLarge), (CallError.lost, .failed("")),
            ]
            for (thrown, told) in cases {
                try server.serve("fail") { _ in throw thrown }
                let error = try await Self.error {
                    _ = try await Self.ask(caller, "fail", of: target)
                }
                #expect(error == told)
            }
            try server.serve("fail") { request in
                try await request.body.collect(upTo: 999)
            }
            let error = try await Self.error {
                _ = try await caller.call(
                    "fail",
                    of: target,
                    body: Array(repeating: 1, count: 1_000)
                )
            }
            #expect(error == .requestTooLarge)
        }
    }

    @Test(arguments: ["first", "second"])
    func `a reply that breaks off is no reply`(target: String) async throws {
        try await Self.pair(target) { caller, server in
            try server.serve("break") { _, reply in
                try await reply.write([1, 2, 3])
                throw OwnError()
            }
            let error = try await Self.error { _ = try await Self.ask(caller, "break", of: target) }
            #expect(error == .lost)
        }
    }

    @Test func `who cannot be called, or serve, is said`() async throws {
        let (first, second) = try await LaneNodeTests.pair()
        let stock = try await Cluster.node("stock")
        _ = await stock.join([first.boundAddress])
        try await first.waits { $0.member(named: "stock")?.state == .alive }
        let long = String(repeating: "m", count: 256)
        let cases: [(method: String, member: String, CallError)] = [
            ("ping", "nobody", .unknownMember("nobody")), ("ping", "stock", .notCapable("stock")),
            ("fly", "second", .unknownMethod),
            ("", "second", .invalidMethod(bytes: 0, limit: 255)),
            (long, "second", .invalidMethod(bytes: 256, limit: 255)),
        ]
        for (method, member, told) in cases {
            let simple = try await Self.error { _ = try await Self.ask(first, method, of: member) }
            #expect(simple == told)
            let streamed = try await Self.error {
                try await first.call(method, of: member, timeout: nil) { _ in
                } reply: { _ in
                    _ = Issue.record("there is a reply")
                }
            }
            #expect(streamed == told)
        }
        for name in ["ping", "echo"] {
            #expect(throws: ServeError.builtIn(name)) { try second.serve(name) { _ in [] } }
        }
        #expect(throws: ServeError.invalidMethod(bytes: 0, limit: 255)) {
            try second.serve("") { _ in [] }
        }
        #expect(throws: ServeError.invalidMethod(bytes: 256, limit: 255)) {
            try second.serve(long) { _ in [] }
        }
        await second.shutdown()
        try await first.waits { $0.member(named: "second")?.state == .dead }
        let dead = try await Self.error { _ = try await Self.ask(first, "ping", of: "second") }
        #expect(dead == .memberNotAlive("second"))
        await first.shutdown()
        await stock.shutdown()
        let over = try await Self.error { _ = try await Self.ask(first, "ping", of: "first") }
        #expect(over == .stopped)
        #expect(throws: ServeError.stopped) { try first.serve("late") { _ in [] } }
    }

    @Test(arguments: ["first", "second"])
    func `a reply above the limit is too large`(target: String) async throws {
        try await Self.pair(target) { caller, server in
            try server.serve("large") { _ in LaneNodeTests.payload(300_000) }
            let whole = try await within(Cluster.patience) {
                try await Self.ask(caller, "large", of: target, replyLimit: 300_000)
            }
            #expect(whole == LaneNodeTests.payload(300_000))
            let error = try await Self.error {
                _ = try await Self.ask(caller, "large", of: target, replyLimit: 299_999)
            }
            #expect(error == .tooLarge(limit: 299_999))
        }
    }

    @Test(arguments: ["first", "second"])
    func `a handler that is not asked any more is cancelled`(target: String) async throws {
        try await Self.pair(target) { caller, server in
            let (begun, continuation) = AsyncStream<Void>.makeStream()
            let (ended, whenEnded) = AsyncStream<Bool>.makeStream()
            try server.serve("wait") { _ in
                continuation.yield()
                // Until the task is cancelled, and no longer.
                for await _ in AsyncStream<Void>.makeStream().stream {}
                whenEnded.yield(Task.isCancelled)
                return []
            }
            let task = Task { try await caller.call("wait", of: target, timeout: .seconds(600)) }
            for await _ in begun { break }
            task.cancel()
            await #expect(throws: CallError.cancelled) { try await task.value }
            for await isCancelled in ended {
                #expect(isCancelled)
                break
            }
            let error = try await Self.error {
                _ = try await caller.call("wait", of: target, timeout: .milliseconds(300))
            }
            #expect(error == .timedOut)
            for await isCancelled in ended {
                #expect(isCancelled)
                break
            }
        }
    }

    @Test(arguments: ["first", "second"])
    func `what a closure throws is thrown, and the other side is told`(
        target: String
    ) async throws {
        try await Self.pair(target) { caller, server in
            let (errors, continuation) = AsyncStream<CallError?>.makeStream()
            let (begun, beginning) = AsyncStream<Void>.makeStream()
            try server.serve("read") { request in
                beginning.yield()
                do throws(CallError) {
                    for try await _ in request.body {}
                    continuation.yield(nil)
                } catch {
                    continuation.yield(error)
                }
                return []
            }
            try await within(Cluster.patience) {
                await #expect(throws: OwnError.self) {
                    try await caller.call("read", of: target, timeout: nil) { writer in
                        try await writer.write([1])
                        // A call that is given up before it is under way reaches nobody.
                        for await _ in begun { break }
                        throw OwnError()
                    } reply: { body in
                        _ = try await body.collect(upTo: 0)
                    }
                }
                for await error in errors {
                    #expect(error == .lost)
                    break
                }
            }
        }
    }

    @Test(arguments: ["first", "second"])
    func `a reader of a reply may stop before its end`(target: String) async throws {
        try await Self.pair(target) { caller, server in
            let (errors, continuation) = AsyncStream<CallError?>.makeStream()
            try server.serve("endless") { _, reply in
                do throws(CallError) {
                    while true { try await reply.write([UInt8](repeating: 1, count: 10_000)) }
                } catch {
                    continuation.yield(error)
                    throw error
                }
            }
            try await within(Cluster.patience) {
                let first = try await caller.call("endless", of: target, timeout: nil) { _ in
                } reply: { body in
                    var iterator = body.makeAsyncIterator()
                    return try await iterator.next(isolation: nil)?.first
                }
                #expect(first == 1)
                for await error in errors {
                    #expect(error == .lost || error == .cancelled)
                    break
                }
            }
        }
    }

    @Test(arguments: ["first", "second"])
    func `a handler may leave its request unread`(target: String) async throws {
        try await Self.pair(target) { caller, server in
            try server.serve("deaf") { _ in Array("no".utf8) }
            try await within(Cluster.patience) {
                let reply = try await caller.call("deaf", of: target, timeout: nil) { writer in
                    while true { try await writer.write([UInt8](repeating: 1, count: 100_000)) }
                } reply: { body in
                    try await body.collect(upTo: 2)
                }
                #expect(reply == Array("no".utf8))
            }
        }
    }

    @Test func `a writer waits for its reader`() async throws {
        let (first, second) = try await LaneNodeTests.pair()
        let written = Atomic(0)
        let (asked, continuation) = AsyncStream<Void>.makeStream()
        try second.serve("flood") { _, reply in
            for _ in 0..<100 {
                try await reply.write([UInt8](repeating: 1, count: 100_000))
                written.add(100_000, ordering: .relaxed)
                if written.load(ordering: .relaxed) == 300_000 { continuation.yield() }
            }
        }
        let count = try await within(Cluster.patience) {
            try await first.call("flood", of: "second", timeout: nil) { _ in
            } reply: { body in
                for await _ in asked { break }
                // As much as two windows and what lies between them hold, however long it is given.
                #expect(written.load(ordering: .relaxed) <= 2_000_000)
                var count = 0
                for try await piece in body { count += piece.count }
                return count
            }
        }
        #expect(count == 10_000_000)
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `beyond so many calls at one time callers are told to come again`() async throws {
        let (first, second) = try await LaneNodeTests.pair()
        let (begun, continuation) = AsyncStream<Void>.makeStream()
        try second.serve("wait") { _ in
            continuation.yield()
            for await _ in AsyncStream<Void>.makeStream().stream {}
            return []
        }
        let node = try await LaneNodeTests.node("third")
        _ = await node.join([second.boundAddress])
        try await node.waits { $0.member(named: "second")?.state == .alive }
        try await within(Cluster.patience) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<MethodTable.handledLimit {
                    // A peer lets so many calls of one caller be under way, too.
                    let caller = number % 2 == 0 ? first : node
                    group.addTask {
                        _ = try? await caller.call("wait", of: "second", timeout: .seconds(600))
                    }
                }
                var count = 0
                for await _ in begun {
                    count += 1
                    if count == MethodTable.handledLimit { break }
                }
                await #expect(throws: CallError.busy) {
                    try await Self.ask(first, "wait", of: "second")
                }
                // What the node answers itself needs no room.
                _ = try await Self.ask(first, "ping", of: "second")
                group.cancelAll()
            }
        }
        await first.shutdown()
        await second.shutdown()
        await node.shutdown()
    }

    @Test func `a node that has ended lets go of what its methods hold`() async throws {
        weak var held: Node?
        do {
            let node = try await LaneNodeTests.node("node")
            held = node
            try node.serve("own") { _ in Array(node.boundAddress.utf8) }
            let address = try await Self.ask(node, "own", of: "node")
            #expect(address == Array(node.boundAddress.utf8))
            await node.shutdown()
        }
        #expect(held == nil)
    }

    @Test func `a task that is cancelled already calls nobody`() async throws {
        let node = try await LaneNodeTests.node("node")
        await withTaskGroup(of: Void.self) { group in
            group.cancelAll()
            group.addTask {
                await #expect(throws: CallError.cancelled) {
                    try await node.call("ping", of: "node")
                }
                await #expect(throws: CallError.cancelled) {
                    try await node.call("ping", of: "node", timeout: nil) { _ in
                    } reply: { _ in
                    }
                }
            }
        }
        let counters = try #require(await node.report()).counters
        #expect(counters.first { $0.name == "calls-made" }?.value == 0)
        await node.shutdown()
    }
}
