// SPDX-License-Identifier: Apache-2.0

// Members that call each other's methods, and hear that their messages have arrived. A node serves
// `upper`, for texts, and `total`, for bodies of any length; to each member that joins it sends a
// message that it wants confirmed, and then calls both. In two terminals:
//
//     swift run calling-node alice 7946
//     swift run calling-node bob 7947 127.0.0.1:7946
//
// A pingd may be one of them, and call too: pingctl rpc alice upper --text quiet

import Dispatch
import Glibc
import Logging
import Memberlist

@main
struct CallingNode {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3, let port = UInt16(arguments[2]) else {
            print("Usage: calling-node NAME PORT [ADDRESS-TO-JOIN]...")
            exit(64)
        }
        var settings = NodeSettings(name: arguments[1])
        settings.bindAddress = "127.0.0.1"
        settings.bindPort = port
        settings.lanes = true
        let node = try await Node.start(settings, logger: Logger(label: "calling-node"))
        print("\(settings.name) listens on \(node.boundAddress)")

        // Served before the join, so that nobody who calls is turned away.
        try serve(on: node)
        let (events, messages) = (node.events, node.messages)
        let report = await node.join(Array(arguments.dropFirst(3)))
        for failure in report.failures { print("not joined: \(failure)") }

        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await meet(events, node) }
            group.addTask { try await hear(messages) }
            await interrupt()
            try await node.leave()
            await node.shutdown()
            try await group.waitForAll()
        }
        print("\(settings.name) has left")
    }

    static func serve(on node: Node) throws {
        try node.serve("upper") { request in
            let text = try await request.body.collect(upTo: 64 * 1024)
            return Array(String(decoding: text, as: UTF8.self).uppercased().utf8)
        }
        try node.serve("total") { request, reply in
            var total = 0
            for try await piece in request.body {
                total += piece.count
            }
            try await reply.write(Array("\(total)".utf8))
        }
    }

    /// Has to do with each member that joins.
    static func meet(_ events: Subscription<MemberEvent>, _ node: Node) async throws {
        for try await event in events {
            guard case .joined(let member) = event, member.name != node.snapshot.localName else {
                continue
            }
            do {
                try await send(to: member.name, by: node)
                try await call(member.name, by: node)
            } catch let error as CallError {
                print("\(member.name) was not called: \(error)")
            } catch let error as SendError {
                print("\(member.name) was not sent to: \(error)")
            }
        }
    }

    static func send(to name: String, by node: Node) async throws {
        let deliveries = try await node.send(
            Array("hello from \(node.snapshot.localName)".utf8),
            to: .named([name]),
            confirm: .delivered
        )
        for delivery in deliveries {
            print(delivery.isConfirmable ? "\(delivery)" : "\(delivery), which is all it can say")
        }
    }

    static func call(_ name: String, by node: Node) async throws {
        let upper = try await node.call("upper", of: name, body: Array("quiet".utf8))
        print("\(name) makes of quiet: \(String(decoding: upper, as: UTF8.self).debugDescription)")

        // A megabyte at a time, as fast as the other side reads it.
        let piece = [UInt8](repeating: 0, count: 1 << 20)
        let total = try await node.call("total", of: name, timeout: .seconds(60)) { body in
            for _ in 0..<10 { try await body.write(piece) }
        } reply: { body in
            try await body.collect(upTo: 64)
        }
        let count = String(decoding: total, as: UTF8.self)
        print("\(name) was given so many bytes: \(count.debugDescription)")
    }

    static func hear(_ messages: Subscription<ReceivedMessage>) async throws {
        for try await message in messages {
            let text = String(decoding: message.payload, as: UTF8.self)
            print("heard: \(text.debugDescription)")
        }
    }

    /// Returns on Ctrl-C.
    static func interrupt() async {
        signal(SIGINT, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        let (interrupts, continuation) = AsyncStream<Void>.makeStream()
        source.setEventHandler { continuation.yield() }
        source.activate()
        for await _ in interrupts { break }
        source.cancel()
    }
}
