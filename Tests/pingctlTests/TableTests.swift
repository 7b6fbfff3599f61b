// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import JSONText
import Testing

@testable import pingctl

struct TableTests {
    @Test(arguments: [
        ("node1", 5), ("", 0), ("näh", 3), ("na\u{308}h", 3), ("節点", 4), ("ｎ", 2), ("노드", 4),
        ("🚀", 2), ("👩‍👩‍👧", 2), ("❤\u{FE0F}", 2), ("\u{200B}", 0),
    ])
    func `a text takes as many columns as a terminal gives it`(text: String, columns: Int) {
        #expect(DisplayWidth.columns(of: text) == columns)
    }

    @Test func `columns stay aligned under names of every script`() {
        var table = Table(header: ["NAME", "STATE"], isColoured: false)
        let rows = ["node1", "節点1", "🚀"].map { [Table.Cell($0), Table.Cell("alive")] }
        #expect(
            table.rendered(rows) == """
                NAME   STATE
                node1  alive
                節点1  alive
                🚀     alive

                """
        )
    }

    @Test func `colour changes no column and ends with its cell`() {
        var table = Table(header: ["STATE", "X"], isColoured: true)
        let rows = [[Table.Cell("dead", colour: .red), Table.Cell("y")]]
        #expect(table.rendered(rows) == "STATE  X\n\u{1B}[31mdead\u{1B}[0m   y\n")
    }

    @Test func `a cell with nothing in it is a dash`() {
        var table = Table(header: ["A", "B"], isColoured: false)
        #expect(table.rendered([[Table.Cell(""), Table.Cell("b")]]) == "A  B\n-  b\n")
    }

    @Test func `rows that come later keep the width of the first ones`() {
        var table = Table(header: ["A", "B"], isColoured: false)
        _ = table.rendered([[Table.Cell("longer"), Table.Cell("b")]])
        #expect(table.continued([[Table.Cell("x"), Table.Cell("y")]]) == "x       y\n")
    }

    @Test func `a narrow terminal gets fewer columns, and a last one that is cut`() {
        var table = Table(
            header: ["A", "B", "C", "TAIL"],
            isColoured: false,
            dispensable: [1, 0],
            tailColumns: 6
        )
        let row = ["aaaa", "bbbb", "cccc", "節点 and more"].map { Table.Cell($0) }
        func shown(_ columns: Int?) -> String {
            table.terminalColumns = columns
            return table.rendered([row])
        }
        let whole = "A     B     C     TAIL\naaaa  bbbb  cccc  節点 and more\n"
        #expect(shown(nil) == whole)
        #expect(shown(31) == whole)
        #expect(shown(30) == "A     B     C     TAIL\naaaa  bbbb  cccc  節点 and mo…\n")
        #expect(shown(24) == "A     B     C     TAIL\naaaa  bbbb  cccc  節点 …\n")
        #expect(shown(23) == "A     C     TAIL\naaaa  cccc  節点 and m…\n")
        #expect(shown(17) == "C     TAIL\ncccc  節点 and m…\n")
        // Nothing is left to cut: the terminal breaks the line.
        #expect(shown(5) == "C     TAIL\ncccc  節点 and more\n")
    }

    @Test(arguments: [
        ("\u{1B}[2J", #"\u{1b}[2J"#), ("a\nb", #"a\nb"#), ("\t\r", #"\t\r"#),
        ("\u{9B}31m", #"\u{9b}31m"#), ("\u{7F}", #"\u{7f}"#), ("a\u{202E}b", #"a\u{202e}b"#),
        ("\u{2028}", #"\u{2028}"#), ("web1\u{200B}", #"web1\u{200b}"#),
        ("plain näh 節点", "plain näh 節点"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
    ])
    func `a name cannot drive the terminal`(name: String, shown: String) {
        #expect(PrintableText.escaping(name) == shown)
    }

    @Test func `an answer beyond the limit is not taken`() {
        let collector = AnswerCollector(limitBytes: 3)
        let isTaken = [[1, 2], [3], [4]].map { (piece: [UInt8]) in
            piece.withUnsafeBytes { collector.append($0) }
        }
        #expect(isTaken == [true, true, false])
        #expect(collector.bytes == [1, 2, 3])
        #expect(collector.isOverflowing)
    }
}
