// SPDX-License-Identifier: Apache-2.0

/// Bytes of `text/event-stream`, in whatever pieces they come, to events (HTML Living Standard,
/// "Interpreting an event stream").
struct EventStreamReader {
    /// Largest event that is read; a node makes none above a few hundred KiB.
    static let eventLimitBytes = 1 << 20

    /// What a reader says who comes back: the last number that a whole block told; empty when none
    /// did.
    private(set) var lastID = ""
    /// How long the server asks to wait before coming back.
    private(set) var retry: Duration?

    private var line: [UInt8] = []
    private var isAfterReturn = false
    private var isFirstLine = true
    private var type = ""
    private var id: String
    private var data: [UInt8] = []
    private var hasData = false

    /// `lastID` is where the stream goes on.
    init(lastID: String = "") {
        self.lastID = lastID
        id = lastID
    }

    /// The events that end in this piece.
    mutating func read(_ bytes: [UInt8]) throws(TransferError) -> [StreamEvent] {
        var events: [StreamEvent] = []
        for byte in bytes {
            // A line ends with CR, LF, or both.
            let isSecondEnd = isAfterReturn && byte == 0x0A
            isAfterReturn = byte == 0x0D
            if isSecondEnd { continue }
            if byte == 0x0A || byte == 0x0D {
                if let event = endLine() { events.append(event) }
                continue
            }
            guard line.count + data.count < Self.eventLimitBytes else {
                throw .answerTooLarge(limitBytes: Self.eventLimitBytes)
            }
            line.append(byte)
        }
        return events
    }

    private mutating func endLine() -> StreamEvent? {
        var line = self.line[...]
        if isFirstLine, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
        isFirstLine = false
        defer { self.line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty else { return dispatch() }
        let name = line.prefix { $0 != UInt8(ascii: ":") }
        var value = line[name.endIndex...].dropFirst()
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        take(String(decoding: name, as: UTF8.self), value)
        return nil
    }

    /// A comment is a line without a name.
    private mutating func take(_ name: String, _ value: ArraySlice<UInt8>) {
        switch name {
        case "event": type = String(decoding: value, as: UTF8.self)
        case "data":
            if hasData { data.append(0x0A) }
            data += value
            hasData = true
        case "id": if !value.contains(0) { id = String(decoding: value, as: UTF8.self) }
        case "retry":
            let isNumber = value.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            let text = String(decoding: value, as: UTF8.self)
            if isNumber, let milliseconds = Int32(text) { retry = .milliseconds(milliseconds) }
        default: break
        }
    }

    private mutating func dispatch() -> StreamEvent? {
        lastID = id
        defer {
            type = ""
            data = []
            hasData = false
        }
        guard hasData else { return nil }
        return StreamEvent(type: type.isEmpty ? "message" : type, id: id, data: data)
    }
}
