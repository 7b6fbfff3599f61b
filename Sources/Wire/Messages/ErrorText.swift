// SPDX-License-Identifier: Apache-2.0

/// The body of an err frame (spec §4, type 13).
struct ErrorText: Hashable {
    var text: String
}

extension ErrorText: MessageBody {
    static let zero = ErrorText(text: "")

    static var declaration: [FieldKey] { [.error] }

    mutating func read(
        _ field: FieldKey,
        from reader: inout MessagePackReader
    ) throws(DecodeError) {
        switch field {
        case .error: text = try reader.prose()
        default: try reader.skip()
        }
    }

    func write(to writer: inout MessagePackWriter) {
        writer.map(1)
        writer.field(.error, text)
    }

    /// Cut at a character's end to what a peer will accept.
    var bounded: ErrorText {
        guard text.utf8.count > WireLimits.errorTextBytes else { return self }
        var kept = text.utf8.index(text.startIndex, offsetBy: WireLimits.errorTextBytes)
        while kept.samePosition(in: text.unicodeScalars) == nil {
            kept = text.utf8.index(before: kept)
        }
        return ErrorText(text: String(text[..<kept]))
    }
}
