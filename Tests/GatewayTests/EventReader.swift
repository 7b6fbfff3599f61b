// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// A reader of `GET /events`, which may leave at any byte.
final class EventReader {
    /// What a block of the stream says.
    struct Event: Equatable {
        /// `nil` for a block without data: it only says how far the reader has come.
        var type: String?
        var id: UInt64?
        var data = ""
    }

    private(set) var head = ""
    private let connection: RawConnection
    private var raw: [UInt8] = []
    private var content: [UInt8] = []
    private(set) var hasEnded = false

    init(_ address: String, _ target: String = "/events", fields: [String] = []) throws {
        connection = try RawConnection(address)
        let lines = ["GET \(target) HTTP/1.1", "Host: localhost"] + fields
        try connection.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8))
        let end = Array("\r\n\r\n".utf8)
        while raw.firstRange(of: end) == nil { try readMore() }
        let split = raw.firstRange(of: end)!
        head = String(decoding: raw[..<split.lowerBound], as: UTF8.self)
        raw.removeSubrange(..<split.upperBound)
    }

    /// The next block; `nil` at the end of the stream.
    func nextBlock() throws -> Event? {
        let end = Array("\n\n".utf8)
        while true {
            if let split = content.firstRange(of: end) {
                let text = String(decoding: content[..<split.lowerBound], as: UTF8.self)
                content.removeSubrange(..<split.upperBound)
                return Self.event(text)
            }
            guard !hasEnded else { return nil }
            try unchunk()
        }
    }

    /// The next so many events that have data.
    func next(_ count: Int) throws -> [Event] {
        var events: [Event] = []
        while events.count < count, let event = try nextBlock() {
            if event.type != nil { events.append(event) }
        }
        return events
    }

    private static func event(_ text: String) -> Event {
        var event = Event()
        for line in text.split(separator: "\n") where !line.hasPrefix(":") {
            let sides = line.split(separator: ":", maxSplits: 1)
            let value = String(sides[1].drop { $0 == " " })
            switch sides[0] {
            case "event": event.type = value
            case "id": event.id = UInt64(value)
            case "data": event.data = value
            default: break
            }
        }
        return event
    }

    private func unchunk() throws {
        let lineEnd = Array("\r\n".utf8)
        while raw.firstRange(of: lineEnd) == nil { try readMore() }
        let line = raw.firstRange(of: lineEnd)!
        let size = Int(String(decoding: raw[..<line.lowerBound], as: UTF8.self), radix: 16)!
        while raw.count < line.upperBound + size + 2 { try readMore() }
        content += raw[line.upperBound..<line.upperBound + size]
        raw.removeSubrange(..<(line.upperBound + size + 2))
        hasEnded = size == 0
    }

    private func readMore() throws {
        let bytes = try connection.receive()
        guard !bytes.isEmpty else { throw RawConnection.Failure(what: "cut off") }
        raw += bytes
    }
}
