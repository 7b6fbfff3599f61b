// SPDX-License-Identifier: Apache-2.0

/// Takes comments and the text of string literals out of Swift, line by line.
///
/// What stands inside `\( )` of a literal is taken out with it, so a rule may miss something
/// there; it never sees words as code. Raw strings and multi-line strings are known.
struct SwiftScanner {
    private enum Place: Equatable {
        case code
        case blockComment(depth: Int)
        /// `hashes` before the quote; `isLong` for three quotes.
        case literal(hashes: Int, isLong: Bool)
    }

    private var place = Place.code

    /// The lines of a file, with spaces where comments and literals were.
    static func code(of file: SourceFile) -> [String] {
        var scanner = SwiftScanner()
        return file.lines.map { scanner.strip(Array($0)) }
    }

    private mutating func strip(_ line: [Character]) -> String {
        var kept = ""
        var index = 0
        if case .literal(_, isLong: false) = place { place = .code }
        while index < line.count {
            switch place {
            case .code:
                if starts(line, index, "//") { return kept }
                index += enter(line, index, &kept)
            case .blockComment(let depth):
                if starts(line, index, "*/") {
                    place = depth == 1 ? .code : .blockComment(depth: depth - 1)
                    index += 2
                } else if starts(line, index, "/*") {
                    place = .blockComment(depth: depth + 1)
                    index += 2
                } else {
                    index += 1
                }
            case .literal(let hashes, let isLong):
                index += leave(line, index, hashes, isLong)
            }
        }
        return kept
    }

    /// In code: opens a comment or a literal, or keeps one character.
    ///
    /// - Returns: how far it went.
    private mutating func enter(_ line: [Character], _ index: Int, _ kept: inout String) -> Int {
        if starts(line, index, "/*") {
            place = .blockComment(depth: 1)
            return 2
        }
        var hashes = 0
        while index + hashes < line.count && line[index + hashes] == "#" { hashes += 1 }
        guard index + hashes < line.count, line[index + hashes] == "\"" else {
            kept.append(line[index])
            return 1
        }
        let isLong = starts(line, index + hashes, "\"\"\"")
        place = .literal(hashes: hashes, isLong: isLong)
        kept += "\"\""
        return hashes + (isLong ? 3 : 1)
    }

    /// In a literal: skips an escape, closes it, or skips one character.
    ///
    /// - Returns: how far it went.
    private mutating func leave(
        _ line: [Character],
        _ index: Int,
        _ hashes: Int,
        _ isLong: Bool
    ) -> Int {
        let tail = String(repeating: "#", count: hashes)
        if starts(line, index, "\\" + tail) { return hashes + 2 }
        let quote = (isLong ? "\"\"\"" : "\"") + tail
        guard starts(line, index, quote) else { return 1 }
        place = .code
        return quote.count
    }

    private func starts(_ line: [Character], _ index: Int, _ text: String) -> Bool {
        line[index...].starts(with: text)
    }
}
