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
    /// Of the terminal that it is for; `nil`: as many as it takes.
    var terminalColumns: Int?
    private let header: [String]
    private let isColoured: Bool
    /// Indices of columns that are left out of a narrow terminal, the first one first.
    private let dispensable: [Int]
    private var hidden: Set<Int> = []
    private let columnGap = "  "
    /// So much of the last column is worth more than what can be left out.
    private let tailColumns: Int
    /// Where not even this is left beside the others, nothing is cut.
    private static let leastTail = 4

    init(
        header: [String],
        isColoured: Bool,
        dispensable: [Int] = [],
        tailColumns: Int = 12
    ) {
        self.header = header
        self.isColoured = isColoured
        self.dispensable = dispensable
        self.tailColumns = tailColumns
        widths = header.map(DisplayWidth.columns)
    }

    /// For what a person looks at: as wide as the terminal, whose last column is cut.
    init(
        header: [String],
        for console: Console,
        dispensable: [Int] = [],
        tailColumns: Int = 12
    ) {
        self.init(
            header: header,
            isColoured: console.isColoured,
            dispensable: dispensable,
            tailColumns: tailColumns
        )
        terminalColumns = console.columns
    }

    /// The header and the rows; an empty header is left out.
    mutating func rendered(_ rows: [[Cell]]) -> String {
        widen(for: rows)
        hide()
        var lines = rows.map(line)
        if header.contains(where: { !$0.isEmpty }) {
            lines.insert(line(header.map { Cell($0) }), at: 0)
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// More rows under what was rendered before.
    ///
    /// Where the terminal has become so much wider or narrower that other columns are shown, they
    /// begin with the header again.
    mutating func continued(_ rows: [[Cell]]) -> String {
        let before = hidden
        widen(for: rows)
        hide()
        let lines = hidden == before || rows.isEmpty ? rows : [header.map { Cell($0) }] + rows
        return lines.map { line($0) + "\n" }.joined()
    }

    /// Gives columns at least so much room, for rows that are to come.
    mutating func reserve(_ columns: [Int]) {
        for (index, width) in columns.enumerated() where index < widths.count {
            widths[index] = max(widths[index], width)
        }
    }

    private mutating func widen(for rows: [[Cell]]) {
        for row in rows {
            for (column, cell) in row.enumerated() where column < widths.count {
                widths[column] = max(widths[column], DisplayWidth.columns(of: cell.text))
            }
        }
    }

    /// Leaves out as many columns as it takes to show all others.
    private mutating func hide() {
        guard let terminalColumns else { return }
        hidden = []
        for column in dispensable {
            let shown = widths.indices.filter { !hidden.contains($0) }
            let gaps = columnGap.utf8.count * (shown.count - 1)
            let needed = shown.reduce(gaps) { sum, index in
                let isLast = index == widths.count - 1
                return sum + (isLast ? min(widths[index], tailColumns) : widths[index])
            }
            guard needed > terminalColumns else { return }
            hidden.insert(column)
        }
    }

    private func line(_ cells: [Cell]) -> String {
        var line = ""
        var used = 0
        for (column, cell) in cells.enumerated() where !hidden.contains(column) {
            if used > 0 {
                line += columnGap
                used += columnGap.utf8.count
            }
            // Nothing after the last column: no trailing spaces.
            guard column < cells.count - 1, column < widths.count else {
                line += painted(fitting(cell, after: used))
                continue
            }
            line += painted(cell)
            let missing = widths[column] - DisplayWidth.columns(of: cell.text)
            line += String(repeating: " ", count: max(0, missing))
            used += widths[column]
        }
        return line
    }

    /// A last cell that would make the terminal break the line loses its end.
    private func fitting(_ cell: Cell, after used: Int) -> Cell {
        guard let terminalColumns, terminalColumns >= used + Self.leastTail else {
            return cell
        }
        var cell = cell
        cell.text = DisplayWidth.cut(cell.text, to: terminalColumns - used)
        return cell
    }

    private func painted(_ cell: Cell) -> String {
        guard isColoured, let colour = cell.colour else { return cell.text }
        return "\u{1B}[\(colour.rawValue)m\(cell.text)\u{1B}[0m"
    }
}
