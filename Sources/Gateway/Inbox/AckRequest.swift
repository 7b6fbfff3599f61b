// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTPServer

/// The body of `POST /messages/ack`: what a consumer is done with.
struct AckRequest: Equatable, Sendable {
    static let limit = 10_000

    let consumer: String
    /// Numbers of messages; one that is named twice counts once.
    let sequences: [UInt64]

    init(_ request: Request) throws(GatewayError) {
        try request.requireJSON()
        var reader = try BodyReader(request.body)
        var (consumer, sequences): (String?, [UInt64]?)
        while let name = try reader.nextName() {
            switch name {
            case "consumer":
                consumer = try ConsumerName.read(try reader.string(name), field: name)
            case "seqs": sequences = try reader.numbers(name, atMost: Self.limit)
            default:
                throw .invalidRequest(
                    field: name,
                    reason: "There is no member \"\(name)\" here; consumer and seqs are expected."
                )
            }
        }
        guard let consumer else {
            throw .invalidRequest(field: "consumer", reason: "consumer is missing.")
        }
        guard let sequences else {
            throw .invalidRequest(field: "seqs", reason: "seqs is missing.")
        }
        self.consumer = consumer
        var seen: Set<UInt64> = []
        self.sequences = sequences.filter { seen.insert($0).inserted }
    }
}
