// SPDX-License-Identifier: Apache-2.0

import Determinism

@testable import HTTP1

/// Drives one connection as a socket would: bytes go in when they are welcome, answers are made at
/// once, and taken so many bytes at a time.
struct HTTPDriver: ~Copyable {
    /// What the connection asked for, in order.
    enum Event: Equatable {
        case decide(RequestHead)
        case answer(RequestHead, body: [UInt8])
        case refuse(HTTPFault)
    }

    /// What is to be expected of one response.
    enum Kind: Equatable {
        case interim
        case final(hasContent: Bool)
        /// About a fault; whether it has content depends on how much of the head was understood.
        case fault
    }

    struct Record: Equatable {
        var events: [Event] = []
        var responses: [Kind] = []
        var output: [UInt8] = []
        var isOpen = true
    }

    /// Small, so that inputs reach them.
    static var limits: HTTPLimits {
        var limits = HTTPLimits()
        limits.requestLineBytes = 96
        limits.fields = 12
        limits.fieldBytes = 256
        limits.bodyBytes = 256
        limits.chunkLineBytes = 24
        limits.chunkOverheadBytes = 96
        limits.pipelined = 3
        limits.unsentBytes = 1_024
        limits.readAheadBytes = 64
        return limits
    }

    /// The longest answer that this driver gives: its content, twice its text, and what the
    /// serializer adds.
    private static let answerBytes = 3 * 1_024
    private static let shared = SharedLimits(limits)

    private var connection = ServerConnection(limits: Self.shared, at: .origin)
    private var record = Record()
    private var buffers = ConnectionBuffers()
    private let greed: Int

    private init(greed: Int) { self.greed = greed }

    /// What comes of these pieces and the end of the stream.
    static func run(_ pieces: [[UInt8]], taking greed: Int) throws(BrokenProperty) -> Record {
        var driver = HTTPDriver(greed: greed)
        for piece in pieces {
            try driver.makeRoom()
            driver.connection.borrow(from: &driver.buffers)
            driver.go(piece.withUnsafeBytes { driver.connection.receive($0, at: .origin) })
            try driver.checkBounds(piece.count)
            driver.connection.giveBack(to: &driver.buffers)
        }
        while driver.connection.unsentCount > 0 { driver.take() }
        driver.record.isOpen = driver.connection.demand.ending == .none
        driver.go(driver.connection.receiveEnd(at: .origin))
        while driver.connection.unsentCount > 0 { driver.take() }
        try hold(driver.connection.demand.ending != .none, "the peer has ended, and it has not")
        return driver.record
    }

    /// Takes answers until bytes are welcome or never will be.
    private mutating func makeRoom() throws(BrokenProperty) {
        while !connection.demand.reads, connection.unsentCount > 0 { take() }
        let demand = connection.demand
        try hold(demand.reads || demand.ending == .both, "it waits for nothing: \(demand)")
    }

    private mutating func take() {
        let count = min(greed, connection.unsentCount)
        connection.withUnsent { record.output += (Array($0) + Array($1)).prefix(count) }
        go(connection.sent(count, at: .origin))
    }

    private mutating func go(_ first: ServerEffect) {
        var effect = first
        while let next = step(effect) { effect = next }
        // A peer that takes everything does so at once.
        guard greed == .max, connection.unsentCount > 0 else { return }
        take()
    }

    /// Does what is asked; `nil` when nothing is.
    private mutating func step(_ effect: ServerEffect) -> ServerEffect? {
        switch effect {
        case .wait:
            return nil
        case .decide(let head):
            record.events.append(.decide(head))
            guard head.path.utf8.count % 2 == 1 else { return respond(head, .notFound, []) }
            if head.expectsContinue { record.responses.append(.interim) }
            return connection.proceed(at: .origin)
        case .answer(let head, let body):
            record.events.append(.answer(head, body: body))
            let status: HTTPStatus = head.path.utf8.count % 5 == 0 ? .noContent : .ok
            return respond(head, status, body)
        case .refuse(let fault):
            record.events.append(.refuse(fault))
            record.responses.append(.fault)
            let answer = Answer(fault.status, body: Array(fault.reason.utf8), date: Self.date)
            return connection.respond(answer, at: .origin)
        }
    }

    /// With everything that a handler might be made to say.
    private mutating func respond(
        _ head: RequestHead,
        _ status: HTTPStatus,
        _ body: [UInt8]
    ) -> ServerEffect {
        let text = String(decoding: body, as: UTF8.self)
        var answer = Answer(status, body: body, requestID: text, date: Self.date)
        answer.fields.append("X-Path", head.path)
        answer.fields.append("X-Text", text)
        answer.fields.append(text, head.path)
        answer.fields.append("Content-Length", "7")
        if head.path.utf8.count % 7 == 3 { answer.fields.append("Connection", "close") }
        let hasContent = status.allowsContent && head.method != .head
        record.responses.append(.final(hasContent: hasContent))
        return connection.respond(answer, at: .origin)
    }

    private static var date: HTTPDate { HTTPDate(secondsSince1970: 784_111_777) }

    /// What came last may be more than was welcome; everything else is bounded.
    private func checkBounds(_ last: Int) throws(BrokenProperty) {
        let limits = Self.limits
        let waiting = connection.input.count - connection.consumed
        let most = limits.requestLineBytes + limits.fieldBytes + limits.readAheadBytes
        try hold(waiting <= most + last, "\(waiting) bytes are held of what came in")
        let body = connection.reading.first?.body.body.count ?? 0
        try hold(body <= limits.bodyBytes, "a body beyond its limit")
        let output = connection.output.count
        try hold(
            output <= 2 * (limits.unsentBytes + Self.answerBytes),
            "\(output) bytes are held of what goes out"
        )
    }
}
