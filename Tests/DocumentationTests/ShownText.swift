// SPDX-License-Identifier: Apache-2.0

/// What a page shows of an answer, compared with what came.
///
/// Each line shown must stand in the answer, in that order. Spaces do not count, so that a long
/// line may be broken; `…` stands for anything; times, fractions, ids and numbers of ten digits and
/// more are others each time.
struct ShownText {
    let lines: [String]

    /// The first line that is not there.
    func missing(from answer: String) -> String? {
        var rest = Substring(Self.common(answer))
        for line in lines {
            for piece in line.split(separator: "…") {
                let wanted = Self.common(String(piece))
                guard !wanted.isEmpty else { continue }
                guard let found = rest.firstRange(of: wanted) else { return line }
                rest = rest[found.upperBound...]
            }
        }
        return nil
    }

    private static func common(_ text: String) -> String {
        text
            .replacing(#/\d{4}-\d\d-\d\dT[\d:.]+Z/#, with: "TIME")
            .replacing(#/\b[0-9A-HJKMNP-TV-Z]{26}\b/#, with: "ID")
            .replacing(#/\b[0-9a-f]{16}([0-9a-f]{16})?\b/#, with: "HEX")
            .replacing(#/(^|[^\d.])\d+\.\d+(?![\d.])/#) { "\($0.1)FRACTION" }
            .replacing(#/\d{10,}/#, with: "NUMBER")
            .filter { !$0.isWhitespace }
    }
}
