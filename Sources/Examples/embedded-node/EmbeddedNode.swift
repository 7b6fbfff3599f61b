// SPDX-License-Identifier: Apache-2.0

// A member of a memberlist cluster inside a program of your own. It prints who comes and goes,
// greets everybody who joins with a message over a stream, answers greetings, and leaves on
// Ctrl-C so that the others see it as gone and not as dead. In two terminals:
//
//     swift run embedded-node alice 7946
//     swift run embedded-node bob 7947 127.0.0.1:7946
//
// A Go program built on memberlist, or a pingd, may be the other one.

import Dispatch
import Glibc
import Logging
import Memberlist

@main
struct EmbeddedNode {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3, let port = UInt16(arguments[2]) else {
            print("Usage: embedded-node NAME PORT [ADDRESS-TO-JOIN]...")
            exit(64)
        }
        var settings = NodeSettings(name: arguments[1])
        settings.bindAddress = "127.0.0.1"
        settings.bindPort = port
        let node = try await Node.start(settings, logger: Logger(label: "embedded-node"))
        print("\(settings.name) listens on \(node.boundAddress)")

        // Subscribed before the join, so that nothing is missed.
        let (events, messages) = (node.events, node.messages)
        let report = await node.join(Array(arguments.dropFirst(3)))
        for failure in report.failures { print("not joined: \(failure)") }

        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await greet(events, node) }
            group.addTask { try await answer(messages, node) }
            await interrupt()
            try await node.leave()
            // Ends both sequences, and with them both tasks.
            await node.shutdown()
            try await group.waitForAll()
        }
        print("\(settings.name) has left")
    }

    /// Prints what happens to the members, and sends a greeting to each that joins.
    static func greet(_ events: Subscription<MemberEvent>, _ node: Node) async throws {
        for try await event in events {
            print(event)
            let name = node.snapshot.localName
            if case .joined(let member) = event, member.name != name {
                try await send("\(name): hello", to: member.name, by: node)
            }
        }
    }

    /// Prints each message, and answers greetings.
    ///
    /// A stream does not tell who sent it; hence the name at the beginning of the message.
    static func answer(_ messages: Subscription<ReceivedMessage>, _ node: Node) async throws {
        for try await message in messages {
            let text = String(decoding: message.payload, as: UTF8.self)
            // Quoted: what comes from the network may hold anything.
            print("heard: \(text.debugDescription)")
            if let sender = text.split(separator: ":").first, text.hasSuffix(": hello") {
                let answer = "\(node.snapshot.localName): welcome"
                try await send(answer, to: String(sender), by: node)
            }
        }
    }

    static func send(_ text: String, to name: String, by node: Node) async throws {
        do {
            for delivery in try await node.send(Array(text.utf8), to: .named([name])) {
                print(delivery)
            }
        } catch .unknownMembers, .membersNotAlive {
            print("\(name) is not there any more")
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
