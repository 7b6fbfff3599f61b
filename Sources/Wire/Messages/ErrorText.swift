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

    /// Cut to what a peer will accept.
    var bounded: ErrorText {
        guard text.utf8.count > WireLimits.errorTextBytes else { return self }
        // Slicing a string rounds down to where a character's scalar begins.
        let end = text.utf8.index(text.startIndex, offsetBy: WireLimits.errorTextBytes)
        return ErrorText(text: String(text[..<end]))
    }
}
