// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import GatewayAPI
import Glibc
import Synchronization
import Testing

/// Nodes that keep what they take are killed, again and again, while messages go between them.
@Suite(.serialized, .timeLimit(.minutes(30))) struct KillTests {
    private static let isLong = ProcessInfo.processInfo.environment["PINGD_LONG_TESTS"] == "1"
    private static let kills = isLong ? 200 : 12
    private static let posters = 4

    /// A pingd with a data directory that can be killed and started anew where it was.
    private final class Keeper {
        let name: String
        let root: String
        let others: [String]
        private(set) var program: RunningProgram
        /// Where it takes packets, and HTTP; the same after each start.
        private(set) var bind: UInt16
        private(set) var http: UInt16

        init(_ name: String, join others: [String] = []) throws {
            self.name = name
            self.others = others
            root = "/tmp/pingd-test-\(UUID().uuidString)"
            try FileManager.default.createDirectory(
                atPath: root,
                withIntermediateDirectories: false
            )
            (program, bind, http) = try Self.start(name, root, 0, 0, others)
        }

        deinit { try? FileManager.default.removeItem(atPath: root) }

        /// Ends it at once, and starts it again.
        func kill() throws {
            program.send(signal: SIGKILL)
            _ = try program.waitForExit()
            (program, bind, http) = try Self.start(name, root, bind, http, others)
        }

        func stop() throws {
            program.send(signal: SIGTERM)
            #expect(try program.waitForExit() == 0)
        }

        private static func start(
            _ name: String,
            _ root: String,
            _ bind: UInt16,
            _ http: UInt16,
            _ others: [String]
        ) throws -> (RunningProgram, UInt16, UInt16) {
            let program = try BuiltProgram("pingd").start(
                [
                    "--name", name, "--bind", "127.0.0.1:\(bind)", "--http", "127.0.0.1:\(http)",
                    "--profile", "local", "--data-dir", root + "/data",
                ] + others.flatMap { ["--join", $0] }
            )
            let words = try #require(program.errors.wait(for: "HTTP API is listening"))
            return (program, try port(after: "node is listening", words), try lastPort(words))
        }

        private static func port(after sentence: String, _ words: String) throws -> UInt16 {
            let line = try #require(words.split(separator: "\n").last { $0.contains(sentence) })
            let match = try #require(line.firstMatch(of: #/address=127\.0\.0\.1:(\d+)/#))
            return try #require(UInt16(match.1))
        }

        private static func lastPort(_ words: String) throws -> UInt16 {
            try port(after: "HTTP API is listening", words)
        }

        /// Waits until it sees the other alive.
        func sees(_ other: String) throws {
            for _ in 0..<6_000 {
                let members = try? LocalRequest.ask("GET /members?state=alive", http)
                    .decoded(MembersBody.self)
                if members?.members.contains(where: { $0.name == other }) == true { return }
                pause(5)
            }
            Issue.record("\(name) does not see \(other)")
        }

        /// The texts of its inbox, in order.
        func inbox() throws -> [String] {
            var (texts, after): ([String], UInt64) = ([], 0)
            while true {
                let page = try LocalRequest.ask("GET /messages?after=\(after)&limit=1000", http)
                    .decoded(MessagesBody.self)
                texts += page.messages.compactMap(\.text)
                guard !page.messages.isEmpty else { return texts }
                after = page.next - 1
            }
        }
    }

    /// What the posters have been told, by the text of the message.
    private final class Log: Sendable {
        struct State {
            var delivered: Set<String> = []
            /// Taken, and still under way: the id of the message.
            var queued: [String: String] = [:]
            var failed: Set<String> = []
            /// Posted, and the connection broke before the answer.
            var unknown: Set<String> = []
            var isOver = false
        }
        let state = Mutex(State())

        var answers: Int {
            state.withLock { $0.delivered.count + $0.queued.count + $0.failed.count }
        }
    }

    /// Posts durable messages one after the other until it is over.
    private static func post(_ log: Log, as poster: Int, to recipient: String, at port: UInt16) {
        var number = 0
        while !log.state.withLock({ $0.isOver }) {
            number += 1
            let text = "\(poster)-\(number)"
            let body =
                #"{"to":"\#(recipient)","text":"\#(text)","durable":true,"wait":"delivered","#
                + #""timeout":"2s"}"#
            do {
                let answer = try LocalRequest.ask("POST /send", port, body: body)
                log.state.withLock { state in
                    switch answer.status {
                    case 200:
                        let status = try? answer.decoded(SendResultBody.self).results.first?.status
                        if status == "delivered" {
                            state.delivered.insert(text)
                        } else {
                            state.failed.insert("\(text) is \(status ?? "?")")
                        }
                    case 202:
                        let id = try? answer.decoded(SendResultBody.self).id
                        state.queued[text] = id ?? ""
                    // It has just begun and knows nobody yet: nothing was taken.
                    case 404: break
                    default: state.failed.insert(text)
                    }
                }
            } catch {
                _ = log.state.withLock { $0.unknown.insert(text) }
                pause(10)
            }
        }
    }

    /// Posts from several threads while `body` kills, and ends when all of them have.
    private func whilePosting(
        _ log: Log,
        to recipient: String,
        at port: UInt16,
        _ body: () throws -> Void
    ) throws {
        let group = DispatchGroup()
        for poster in 1...Self.posters {
            let thread = Thread {
                Self.post(log, as: poster, to: recipient, at: port)
                group.leave()
            }
            group.enter()
            thread.start()
        }
        defer {
            log.state.withLock { $0.isOver = true }
            group.wait()
        }
        try body()
    }

    /// Kills when some more have been answered, at a moment that nobody has chosen.
    private func kill(_ keeper: Keeper, _ log: Log, _ chance: inout some RandomNumberGenerator)
        throws
    {
        let enough = log.answers + Int.random(in: 1...40, using: &chance)
        for _ in 0..<12_000 where log.answers < enough { pause(5) }
        #expect(log.answers >= enough, "it does not get on")
        pause(Int32.random(in: 0...5, using: &chance))
        try keeper.kill()
    }

    /// Waits until nothing is under way, and compares what was said with what is there.
    private func check(_ log: Log, from sender: Keeper, in receiver: Keeper) throws {
        var state = log.state.withLock { $0 }
        for (text, id) in state.queued {
            var report: SendResultBody?
            for _ in 0..<6_000 where report?.pending != 0 {
                report = try LocalRequest.ask("GET /send/\(id)", sender.http).decoded()
                if report?.pending != 0 { pause(10) }
            }
            switch report?.results.first?.status {
            case "delivered": state.delivered.insert(text)
            case "failed": state.failed.insert(text)
            default: Issue.record("\(text) is \(report?.results.first?.status ?? "unknown")")
            }
        }
        let texts = try receiver.inbox()
        var counts: [String: Int] = [:]
        for text in texts { counts[text, default: 0] += 1 }
        let twice = counts.filter { $0.value > 1 }.keys
        #expect(twice.isEmpty, "came twice: \(twice.sorted())")
        let lost = state.delivered.filter { counts[$0] == nil }
        #expect(lost.isEmpty, "said to be delivered, and not there: \(lost.sorted())")
        let strange = Set(counts.keys)
            .subtracting(state.delivered).subtracting(state.failed).subtracting(state.unknown)
        #expect(strange.isEmpty, "there, and nobody has posted it: \(strange.sorted())")
        #expect(state.failed.isEmpty, "failed: \(state.failed.sorted())")
        #expect(state.delivered.count > Self.kills)
        // Of each poster in its order.
        for poster in 1...Self.posters {
            let own = texts.compactMap { text in
                text.hasPrefix("\(poster)-") ? Int(text.dropFirst("\(poster)-".count)) : nil
            }
            #expect(own == own.sorted(), "of poster \(poster)")
        }
    }

    @Test func `a receiver that is killed has each delivered message once`() throws {
        let sender = try Keeper("sender")
        let receiver = try Keeper("receiver", join: ["127.0.0.1:\(sender.bind)"])
        try sender.sees("receiver")
        let log = Log()
        var chance = SystemRandomNumberGenerator()
        try whilePosting(log, to: "receiver", at: sender.http) {
            for _ in 0..<Self.kills { try kill(receiver, log, &chance) }
        }
        try check(log, from: sender, in: receiver)
        try sender.stop()
        try receiver.stop()
    }

    @Test func `a sender that is killed brings what it has taken, each message once`() throws {
        let receiver = try Keeper("receiver")
        let sender = try Keeper("sender", join: ["127.0.0.1:\(receiver.bind)"])
        try sender.sees("receiver")
        let log = Log()
        var chance = SystemRandomNumberGenerator()
        try whilePosting(log, to: "receiver", at: sender.http) {
            for _ in 0..<Self.kills {
                try kill(sender, log, &chance)
                // Before that it knows nobody to whom it could send.
                try sender.sees("receiver")
            }
        }
        try check(log, from: sender, in: receiver)
        try sender.stop()
        try receiver.stop()
    }
}

/// Between two looks at something that nobody tells of, in milliseconds.
private func pause(_ milliseconds: Int32) { _ = poll(nil, 0, milliseconds) }
