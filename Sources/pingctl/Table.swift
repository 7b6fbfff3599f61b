// SPDX-License-Identifier: Apache-2.0

import JSONText

/// Rows of cells under a header, each column as wide as its widest cell, two spaces between.
struct Table {
    /// One field of a row.
    struct Cell: Equatable {
        var text: String
        var colour: Colour?

        /// Nothing to show is a dash, so that every row has as many words as columns.
        init(_ text: String, colour: Colour? = nil) {
            self.text = text.isEmpty ? "-" : PrintableText.escaping(text)
            self.colour = colour
        }
    }

    /// SGR codes (ECMA-48 §8.3.117) of the few colours in use.
    enum Colour: String {
        case red = "31"
        case green = "32"
        case yellow = "33"
        case dim = "2"
    }

    private(set) var widths: [Int]
    private let header: [String]
    private let isColoured: Bool
    private let columnGap = "  "

    init(header: [String], isColoured: Bool) {
        self.header = header
        self.isColoured = isColoured
        widths = header.map(DisplayWidth.columns)
    }

    /// The header and the rows; an empty header is left out.
    mutating func rendered(_ rows: [[Cell]]) -> String {
        widen(for: rows)
        var lines = rows.map(line)
        if header.contains(where: { !$0.isEmpty }) {
            lines.insert(line(header.map { Cell($0) }), at: 0)
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// More rows under what was rendered before.
    mutating func continued(_ rows: [[Cell]]) -> String {
        widen(for: rows)
        return rows.map { line($0) + "\n" }.joined()
    }

    private mutating func widen(for rows: [[Cell]]) {
        for row in rows {
            for (column, cell) in row.enumerated() where column < widths.count {
                widths[column] = max(widths[column], DisplayWidth.columns(of: cell.text))
            }
        }
    }

    private func line(_ cells: [Cell]) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() {
            if column > 0 { line += columnGap }
            line += painted(cell)
            // Nothing after the last column: no trailing spaces.
            if column < cells.count - 1, column < widths.count {
                let missing = widths[column] - DisplayWidth.columns(of: cell.text)
                line += String(repeating: " ", count: max(0, missing))
            }
        }
        return line
    }

    private func painted(_ cell: Cell) -> String {
        guard isColoured, let colour = cell.colour else { return cell.text }
        return "\u{1B}[\(colour.rawValue)m\(cell.text)\u{1B}[0m"
    }
}
