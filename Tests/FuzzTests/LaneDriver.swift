// SPDX-License-Identifier: Apache-2.0

import Determinism
import Wire

@testable import Messaging

/// Drives one plain connection that has been opened: the application takes what comes, answers each
/// call, and has said a message and made a call itself.
struct LaneDriver: ~Copyable {
    struct Record: Equatable {
        var events: [LaneEvent] = []
        var output: [UInt8] = []
    }

    private static let life = LaneLife([UInt8](repeating: 1, count: LaneLife.byteCount))
    private static let peersLife = LaneLife([UInt8](repeating: 2, count: LaneLife.byteCount))

    /// Small, so that inputs reach them.
    private static var settings: LaneSettings {
        var settings = LaneSettings()
        settings.grants = LaneLimits.least
        settings.queueFrames = 64
        settings.queueBytes = 64 << 10
        settings.queuedBodyBytes = 16 << 10
        return settings
    }

    private var lane: Lane
    private var connection: LaneConnection
    private var record = Record()

    private init(_ lane: Lane, _ connection: consuming LaneConnection) {
        self.lane = lane
        self.connection = connection
    }

    private static func answering() throws -> LaneDriver {
        guard let life, let peersLife else { fatalError("no life") }
        var lane = Lane(from: "b", to: "a", life: life, settings: settings, seed: 1, at: .origin)
        let peer = Lane(from: "a", to: "b", life: peersLife, seed: 2, at: .origin)
        let random = [UInt8](repeating: 3, count: LaneHello.randomBytes)
        let hello = peer.hello(as: .dialer, random: random, key: 0)
        let connection = try LaneConnection(
            answering: LaneGreeting.hello(hello).encoded(),
            for: &lane,
            as: LaneConnectionID(rawValue: 1),
            random: random,
            framing: LaneFraming(),
            at: .origin
        )
        return LaneDriver(lane, connection)
    }

    /// Whether an opening is answered; it is never a trap.
    static func answer(to content: [UInt8]) -> Bool {
        guard let life, case .hello(let hello)? = try? LaneGreeting(content) else { return false }
        var lane = Lane(from: hello.peer, to: hello.name, life: life, seed: 1, at: .origin)
        guard
            var connection = try? LaneConnection(
                answering: content,
                for: &lane,
                as: LaneConnectionID(rawValue: 1),
                random: [UInt8](repeating: 3, count: LaneHello.randomBytes),
                framing: LaneFraming(),
                at: .origin
            )
        else { return false }
        let first = record([1, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0])
        _ = first.withUnsafeBytes { connection.receive($0, for: &lane, at: .origin) }
        connection.fill(from: &lane, at: .origin)
        lane.checkInvariants()
        return true
    }

    /// These frames in one record.
    static func record(_ frames: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: UInt32(truncatingIfNeeded: frames.count))
        return bytes + frames
    }

    /// What comes of these pieces.
    static func run(_ pieces: [[UInt8]]) throws(BrokenProperty) -> Record {
        guard var driver = try? answering() else {
            throw BrokenProperty(description: "a connection is not taken")
        }
        driver.take()
        _ = try? driver.lane.send([UInt8](repeating: 7, count: 100_000))
        _ = try? driver.lane.send([7])
        let call = try? driver.lane.call(
            "m",
            body: [1],
            isStreamed: true,
            deadline: nil,
            at: .origin
        )
        try driver.receive(record([1, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0]))
        driver.take()
        if let call { try? driver.lane.write([2], to: call, isLast: false) }
        driver.record = Record()
        // Answers go out when all has come, so that pieces change nothing.
        for piece in pieces { try driver.receive(piece) }
        driver.answer()
        driver.take()
        driver.lane.checkInvariants()
        return driver.record
    }

    private mutating func receive(_ bytes: [UInt8]) throws(BrokenProperty) {
        let events = bytes.withUnsafeBytes { connection.receive($0, for: &lane, at: .origin) }
        record.events += events
        lane.checkInvariants()
        let most = LaneLimits.recordBytes + LaneLimits.recordHeadBytes
        try hold(connection.input.count <= most, "\(connection.input.count) bytes are held")
    }

    private mutating func answer() {
        for event in record.events {
            switch event {
            case .message(let receipt, _): lane.accept(through: receipt)
            case .call(let call):
                let isStreamed = call.isStreamed && call.number % 2 == 0
                try? lane.reply(to: call.number, body: call.body, isStreamed: isStreamed)
                if isStreamed { try? lane.write(call.body, to: .theirs(call.number), isLast: true) }
            case .body(let exchange, let bytes, _):
                lane.consume(bytes.count, of: exchange)
                if bytes.count % 3 == 2 { lane.stop(exchange, .tooLarge) }
            case .writable(let exchange): try? lane.write([9], to: exchange, isLast: true)
            default: break
            }
        }
    }

    private mutating func take() {
        connection.fill(from: &lane, at: .origin)
        record.output += connection.withUnsent { [UInt8]($0) }
        connection.sent(connection.unsentCount, at: .origin)
    }
}
