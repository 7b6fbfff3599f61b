// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTP1
import HTTPServer
import JSONText
import Journal
import Messaging
import Reactor

/// Named consumers of the inbox: `POST /messages/ack`, `GET /consumers` and
/// `DELETE /consumers/{name}`, `GET /messages/dead` and `DELETE /messages/dead/{number}`.
struct ConsumersRoute: Sendable {
    /// How long the journal is given.
    private static let patience: Duration = .seconds(5)

    /// `nil` where there is no journal.
    let desk: ConsumerDesk?

    func add(to router: inout Router) {
        router.on(.post, "/messages/ack", for: .send) { request, responder in
            Reply { () throws(GatewayError) in
                let ack = try AckRequest(request)
                try needed().acknowledge(ack.sequences, by: ack.consumer) { result in
                    responder.complete(with: result) { unknown in
                        Response(AckBody(ack.sequences.count - unknown.count, unknown))
                    }
                }
                return Self.later
            }
        }
        router.on(.get, "/consumers", for: .read) { request, responder in
            Reply { () throws(GatewayError) in
                if let pair = request.query.pairs.first { throw .unknownParameter(pair.name) }
                return try ask(.consumers(), responder) { Response($0) }
            }
        }
        router.on(.delete, "/consumers/{name}", for: .operate) { request, responder in
            Reply { () throws(GatewayError) in
                let name = request.parameters["name"] ?? ""
                return try ask(.forgetConsumer(name), responder) { wasThere in
                    wasThere ? Response(.noContent) : GatewayError.noSuchConsumer(name).response
                }
            }
        }
        router.on(.get, "/messages/dead", for: .read) { request, responder in
            Reply { () throws(GatewayError) in try dead(request.query, responder) }
        }
        router.on(.delete, "/messages/dead/{number}", for: .operate) { request, responder in
            Reply { () throws(GatewayError) in
                let text = request.parameters["number"] ?? ""
                let number = try SequenceNumber.read(text, field: "number")
                return try ask(.discardDeadLetter(number), responder) { wasThere in
                    wasThere ? Response(.noContent) : GatewayError.noSuchDeadLetter(number).response
                }
            }
        }
    }

    private func dead(_ query: Query, _ responder: Responder) throws(GatewayError) -> Reply {
        for name in query.names where !["consumer", "after", "limit"].contains(name) {
            throw .unknownParameter(name)
        }
        let consumer = try query.single("consumer").map { text throws(GatewayError) in
            try ConsumerName.read(text, field: "consumer")
        }
        let after = try query.single("after").map { text throws(GatewayError) in
            try SequenceNumber.read(text, field: "after")
        }
        let operation = JournalOperation.deadLetters(
            of: consumer,
            from: (after ?? 0) == .max ? .max : (after ?? 0) + 1,
            limit: try MessagesQuery.limit(query) ?? 100,
            payloadBytes: MessagesRoute.payloadBytes
        )
        return try ask(operation, responder) { Response($0) }
    }

    private func needed() throws(GatewayError) -> ConsumerDesk {
        guard let desk else { throw .noJournal }
        return desk
    }

    private func ask<Answer>(
        _ operation: JournalOperation<Answer>,
        _ responder: Responder,
        _ response: @escaping @Sendable (Answer) -> Response
    ) throws(GatewayError) -> Reply {
        try needed().journal.perform(operation, at: WallClock.milliseconds) { result in
            responder.complete(with: result, response)
        }
        return Self.later
    }

    private static var later: Reply {
        .later(deadline: patience) { GatewayError.journalUnresponsive.response }
    }
}

extension Responder {
    /// Answers with what the journal says, or why it does not.
    func complete<Answer: Sendable>(
        with result: Result<Answer, JournalError>,
        _ response: @escaping @Sendable (Answer) -> Response
    ) {
        complete {
            switch result {
            case .success(let answer): response(answer)
            case .failure(let error): GatewayError.journal(error).response
            }
        }
    }
}

/// What was acknowledged, and what was not the consumer's.
private struct AckBody {
    let acknowledged: Int
    let unknown: [UInt64]

    init(_ acknowledged: Int, _ unknown: [UInt64]) {
        self.acknowledged = acknowledged
        self.unknown = unknown
    }
}

extension Response {
    fileprivate init(_ body: AckBody) {
        var json = JSONWriter()
        json.openObject()
        json.key("acknowledged")
        json.integer(body.acknowledged)
        json.key("unknown")
        json.openArray()
        for sequence in body.unknown { json.unsigned(sequence) }
        json.closeArray()
        json.closeObject()
        self.init(json: json)
    }

    fileprivate init(_ consumers: [ConsumerStanding]) {
        var json = JSONWriter()
        json.openObject()
        json.key("consumers")
        json.openArray()
        for consumer in consumers {
            json.openObject()
            json.member("name", consumer.name)
            json.key("next")
            json.unsigned(consumer.next)
            json.key("leased")
            json.integer(consumer.leased)
            json.key("behind")
            json.unsigned(consumer.behind)
            json.closeObject()
        }
        json.closeArray()
        json.closeObject()
        self.init(json: json)
    }

    fileprivate init(_ letters: [DeadLetter]) {
        let payloads = letters.reduce(0) { $0 + $1.message.payload.count }
        var json = JSONWriter(capacity: 128 + 256 * letters.count + 3 * payloads)
        json.openObject()
        json.key("letters")
        json.openArray()
        for letter in letters {
            json.openObject()
            json.key("number")
            json.unsigned(letter.number)
            json.member("consumer", letter.consumer)
            json.key("attempts")
            json.integer(letter.attempts)
            json.key("message")
            json.write(MessageBody(InboxMessage(letter.message), sequence: letter.sequence))
            json.closeObject()
        }
        json.closeArray()
        json.closeObject()
        self.init(json: json)
    }
}
