// SPDX-License-Identifier: Apache-2.0

/// Reads what a server wrote as a strict client does.
enum HTTPResponses {
    /// Throws unless `bytes` are these responses, whole, one behind the other, and nothing else.
    static func check(
        _ bytes: [UInt8],
        _ expected: [HTTPDriver.Kind]
    ) throws(BrokenProperty) {
        var rest = bytes[...]
        for kind in expected {
            let (status, length) = try head(&rest)
            switch kind {
            case .interim:
                try hold(status == 100 && length == nil, "an interim response of \(status)")
            case .final(let hasContent):
                try hold(status >= 200, "a final response of \(status)")
                try takeContent(&rest, hasContent ? length : 0)
            case .fault:
                try hold(status >= 400, "a fault is answered with \(status)")
                if !rest.isEmpty { try takeContent(&rest, length) }
            }
        }
        try hold(rest.isEmpty, "\(rest.count) bytes follow the last response")
    }

    private static func takeContent(
        _ rest: inout ArraySlice<UInt8>,
        _ length: Int?
    ) throws(BrokenProperty) {
        guard let length else { throw BrokenProperty(description: "content without a length") }
        try hold(rest.count >= length, "content is cut off")
        rest = rest.dropFirst(length)
    }

    /// Takes a head.
    ///
    /// - Returns: its status, and the length that it states.
    private static func head(
        _ rest: inout ArraySlice<UInt8>
    ) throws(BrokenProperty) -> (status: Int, length: Int?) {
        let first = try line(&rest)
        let words = first.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        try hold(words.count == 3 && words[0] == "HTTP/1.1", "the status line \(first)")
        guard let status = Int(words[1]), (100...599).contains(status) else {
            throw BrokenProperty(description: "the status line \(first)")
        }
        var names: Set<String> = []
        var length: Int?
        while true {
            let field = try line(&rest)
            if field.isEmpty { break }
            let sides = field.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            try hold(sides.count == 2 && !sides[0].isEmpty, "the field \(field)")
            let name = sides[0].lowercased()
            try hold(name.utf8.allSatisfy(isToken), "the field name \(name)")
            try hold(name != "transfer-encoding", "a coding that nobody asked for")
            let isSingle = ["content-length", "date", "connection"].contains(name)
            try hold(!isSingle || names.insert(name).inserted, "\(name) twice")
            if name == "content-length" { length = Int(sides[1].dropFirst()) }
        }
        try hold(status < 200 || names.contains("date"), "a response without a date")
        return (status, length)
    }

    /// Takes a line that has no control character.
    private static func line(_ rest: inout ArraySlice<UInt8>) throws(BrokenProperty) -> String {
        guard let end = rest.firstIndex(of: 0x0D), rest[(end + 1)...].first == 0x0A else {
            throw BrokenProperty(description: "a line without an end")
        }
        let line = rest[..<end]
        rest = rest[(end + 2)...]
        try hold(line.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 9 }, "a control character")
        return String(decoding: line, as: UTF8.self)
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
