// SPDX-License-Identifier: Apache-2.0

import Determinism
import HTTP1

/// A connection with a driver that answers everything at once, and a record of what happened.
struct Conversation: ~Copyable {
    var connection: ServerConnection
    var buffers = ConnectionBuffers()
    var now = Instant.origin
    /// What the connection asked for, in the notation of the vectors.
    var events: [String] = []
    /// The first head that was read.
    var firstHead: RequestHead?
    /// What it wrote.
    var output: [UInt8] = []
    /// Whether what is to go out is taken; a peer that does not read is one that leaves it.
    var peerReads = true
    var answerFields: HeaderFields = [:]

    static let date = HTTPDate(secondsSince1970: 784_111_777)

    init(limits: HTTPLimits = HTTPLimits()) {
        connection = ServerConnection(limits: SharedLimits(limits), at: .origin)
    }

    mutating func receive(_ text: String) { receive(Array(text.utf8)) }

    mutating func receive(_ bytes: some Collection<UInt8>) {
        let effect = Array(bytes).withUnsafeBytes { connection.receive($0, at: now) }
        drive(effect)
    }

    /// The same when a head that came before is known again.
    mutating func receive(_ bytes: [UInt8], beginningWith head: RequestHead) {
        let effect = bytes.withUnsafeBytes {
            connection.receive($0, beginningWith: head, lending: &buffers, at: now)
        }
        drive(effect)
    }

    mutating func receiveEnd() { drive(connection.receiveEnd(at: now)) }

    mutating func advance(by duration: Duration) {
        now += duration
        drive(connection.advance(to: now))
    }

    /// Takes what waits to go out, as a peer that begins to read.
    mutating func read() {
        peerReads = true
        drive(.wait)
    }

    mutating func drive(_ first: ServerEffect) {
        var effect = first
        while true {
            while let next = step(effect) { effect = next }
            guard peerReads, connection.unsentCount > 0 else { return }
            output += connection.unsent
            effect = connection.sent(connection.unsentCount, at: now)
        }
    }

    /// Does what is asked; `nil` when nothing is.
    private mutating func step(_ effect: ServerEffect) -> ServerEffect? {
        switch effect {
        case .wait:
            return nil
        case .decide(let head):
            firstHead = firstHead ?? head
            events.append("decide \(head.method) \(head.path)")
            return connection.proceed(at: now)
        case .answer(let head, let body):
            firstHead = firstHead ?? head
            record(head, body)
            let text = "\(head.method) \(head.path)"
            let answer = Answer(
                .ok,
                fields: answerFields,
                body: Array(text.utf8),
                date: Self.date
            )
            return connection.respond(answer, at: now)
        case .refuse(let fault):
            events.append("refuse \(fault.reason)")
            let answer = Answer(
                fault.status,
                body: Array(fault.reason.utf8),
                date: Self.date
            )
            return connection.respond(answer, at: now)
        }
    }

    private mutating func record(_ head: RequestHead, _ body: [UInt8]) {
        let query = head.query.map { "?\($0)" } ?? ""
        events.append("answer \(head.method) \(head.path)\(query)")
        for (name, value) in head.fields where (name, value) != ("Host", "a") {
            events.append("  \(name):" + (value.isEmpty ? "" : " " + Self.escaped(value)))
        }
        guard !body.isEmpty else { return }
        events.append("  = " + Self.escaped(String(decoding: body, as: UTF8.self)))
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x0D: "\\r"
            case 0x0A: "\\n"
            case 0x09: "\\t"
            case 0x20..<0x7F: String(UnicodeScalar(byte))
            default: "\\x" + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }

    /// The statuses that were written, in order.
    var statuses: [String] {
        String(decoding: output, as: UTF8.self).split(separator: "HTTP/1.1 ")
            .filter { $0.prefix(3).allSatisfy(\.isNumber) }.map { String($0.prefix(3)) }
    }

    var state: String {
        if connection.demand.ending != .none { return "close" }
        return connection.isIdle ? "open" : "more"
    }

    /// All of it, as a vector's events block has it.
    var transcript: [String] { events + [(statuses + [state]).joined(separator: " ")] }
}

extension ServerConnection {
    /// The bytes that are to go out.
    var unsent: [UInt8] {
        var bytes: [UInt8] = []
        withUnsent { bytes += Array($0) + Array($1) }
        return bytes
    }
}
