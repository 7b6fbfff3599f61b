// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTPServer
import Memberlist

/// How a message travels, and how far it is followed.
struct SendOptions: Equatable, Sendable {
    static let names = ["reliable", "timeout", "wait", "durable", "ttl"]
    private static let lifetimes = Duration.seconds(1) ... .seconds(7 * 24 * 3_600)

    var reliable = true
    var timeout: Duration = .seconds(10)
    /// `nil`: as far as a message is followed that nobody asks about.
    var wait: Confirmation?
    /// Whether it is kept in the outbox until each recipient has it.
    var durable = false
    /// For how long it is kept there at most; `nil`: it does not say.
    var ttl: Duration?

    init() {}

    init(_ query: Query) throws(GatewayError) {
        for name in Self.names {
            guard let text = try query.single(name) else { continue }
            switch name {
            case "reliable": reliable = try Self.bool(name, text)
            case "timeout": timeout = try SendRequest.timeout(text)
            case "wait": wait = try Self.wait(text)
            case "durable": durable = try Self.bool(name, text)
            default: ttl = try Self.lifetime(text)
            }
        }
    }

    /// Takes the value of a member of this name.
    ///
    /// - Returns: false when the name is no option's; nothing has been taken then.
    mutating func take(_ name: String, from reader: inout BodyReader) throws(GatewayError) -> Bool {
        switch name {
        case "reliable": reliable = try reader.bool(name)
        case "timeout": timeout = try SendRequest.timeout(try reader.string(name))
        case "wait": wait = try Self.wait(try reader.string(name))
        case "durable": durable = try reader.bool(name)
        case "ttl": ttl = try Self.lifetime(try reader.string(name))
        default: return false
        }
        return true
    }

    /// Refuses what cannot be meant together.
    func check() throws(GatewayError) {
        if durable, !reliable {
            throw .invalidRequest(
                field: "durable",
                reason: "Nobody knows whether a packet has arrived: durable does not go with "
                    + "reliable: false."
            )
        }
        if !durable, ttl != nil {
            throw .invalidRequest(
                field: "ttl",
                reason: "ttl says how long a durable message is kept: add durable: true."
            )
        }
        if !reliable, wait == .delivered {
            throw .invalidRequest(
                field: "wait",
                reason: "Nobody confirms a packet: wait: delivered does not go with reliable: "
                    + "false."
            )
        }
    }

    private static func bool(_ name: String, _ text: String) throws(GatewayError) -> Bool {
        switch text {
        case "true": return true
        case "false": return false
        default:
            throw .invalidRequest(field: name, reason: "\(name) must be true or false.")
        }
    }

    private static func lifetime(_ text: String) throws(GatewayError) -> Duration {
        return try .read(text, field: "ttl", in: lifetimes, example: "1h")
    }

    private static func wait(_ text: String) throws(GatewayError) -> Confirmation {
        guard let wait = Confirmation(rawValue: text) else {
            throw .invalidRequest(field: "wait", reason: "wait must be sent or delivered.")
        }
        return wait
    }
}
