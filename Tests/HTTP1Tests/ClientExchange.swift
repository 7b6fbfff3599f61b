// SPDX-License-Identifier: Apache-2.0

import Determinism

@testable import HTTP1

/// A client's connection with a socket that takes and gives everything at once, and a transcript
/// of what came of it.
struct ClientExchange: ~Copyable {
    var connection: ClientConnection
    var now = Instant.origin
    /// What was told, one line an event; the content of pieces that follow each other is joined.
    private(set) var transcript: [String] = []
    /// What went out.
    private(set) var output: [UInt8] = []
    private(set) var taken = 0

    init(_ request: ClientRequest?, limits: ClientLimits = ClientLimits()) {
        connection = ClientConnection(limits: limits, at: .origin)
        if let request { connection.send(request, at: now) }
        settle()
    }

    var outputText: String { String(decoding: output, as: UTF8.self) }

    mutating func send(_ request: ClientRequest) {
        connection.send(request, at: now)
        settle()
    }

    mutating func write(_ text: String) {
        connection.write(Array(text.utf8), at: now)
        settle()
    }

    mutating func endRequest(trailers: HeaderFields = HeaderFields()) {
        connection.endRequest(trailers: trailers, at: now)
        settle()
    }

    mutating func receive(_ bytes: some Collection<UInt8>) {
        Array(bytes).withUnsafeBytes { connection.receive($0, at: now) }
        settle()
    }

    mutating func receive(_ text: String) { receive(text.utf8) }

    mutating func receiveEnd() {
        connection.receiveEnd()
        settle()
    }

    mutating func advance(by duration: Duration) {
        now += duration
        connection.advance(to: now)
        settle()
    }

    /// Writes what there is and hears what came.
    mutating func settle() {
        while connection.unsentCount > 0 {
            var count = 0
            let piece = connection.withUnsent { one, two in
                count = one.count + two.count
                return Array(one) + Array(two)
            }
            output += piece
            connection.sent(count, at: now)
        }
        taken += connection.takeWentContent()
        listen()
    }

    /// Hears what came.
    mutating func listen() {
        while let event = connection.next(at: now) { note(event) }
    }

    private mutating func note(_ event: ClientEvent) {
        switch event {
        case .interim(let head): transcript.append("interim \(head.status.code)")
        case .head(let head): transcript.append("head \(head.status.code)")
        case .body(let content):
            let text = String(decoding: content, as: UTF8.self)
            if let last = transcript.last, last.hasPrefix("body ") {
                transcript[transcript.count - 1] = last + text
            } else {
                transcript.append("body " + text)
            }
        case .end(let trailers):
            let fields = trailers.map { " \($0.name)=\($0.value)" }.joined()
            transcript.append("end" + fields)
        case .failed(.malformed(let fault)): transcript.append("malformed \(fault.reason)")
        case .failed(let failure): transcript.append("failed \(failure)")
        }
    }

    /// What was told, and how the connection stands.
    var record: [String] {
        transcript + [
            connection.isIdle ? "idle" : connection.demand.ending == .both ? "closed" : "more"
        ]
    }
}
