// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

/// What a person sees in a terminal, which becomes wider and narrower meanwhile.
@Suite(.enabled(if: TerminalSession.has()))
struct TerminalTests {
    private func session(
        _ command: String,
        _ node: RealNode,
        columns: Int,
        _ more: [String: String] = [:]
    ) throws -> TerminalSession {
        try TerminalSession(
            command,
            environment: ["PINGCTL_URL": node.url].merging(more) { $1 },
            columns: columns
        )
    }

    @Test func `watched members are drawn anew, whatever the width, and leave nothing behind`()
        throws
    {
        let nodes = try RealNode.cluster(2)
        let terminal = try session("pingctl members --watch", nodes[0], columns: 200)
        func isWhole(_ lines: [String], alive: Int, isWide: Bool) -> Bool {
            let rows = lines.filter { !$0.isEmpty }
            let header =
                ["NAME", "ADDRESS", "STATE", "SELF"]
                + (isWide ? ["INCARNATION", "SINCE", "META"] : ["META"])
            return rows.count == 4
                && rows[0].hasPrefix("node1 at \(nodes[0].url): \(alive) alive")
                && rows[1].split(separator: " ").map(String.init) == header
                && rows[2].hasPrefix("node1 ") && rows[3].hasPrefix("node2 ")
        }
        for (columns, isWide) in [(200, true), (60, false), (200, true)] {
            try terminal.resize(columns: columns)
            try terminal.wait("the list at \(columns) columns") {
                isWhole($0, alive: 2, isWide: isWide)
            }
        }
        try terminal.resize(columns: 60)
        #expect(try nodes[1].ask(["leave", "--yes"]).status == 0)
        try terminal.wait("a member that has left") { lines in
            isWhole(lines, alive: 1, isWide: false) && lines.contains { $0.contains(" left ") }
        }
        try terminal.press("C-c")
        try terminal.wait(for: "over 130")
    }

    @Test func `states have colours, unless nobody wants them`() throws {
        let nodes = try RealNode.cluster(2)
        let green = "\u{1B}[32malive"
        let coloured = try session("pingctl members", nodes[0], columns: 80)
        try coloured.wait(for: "node2")
        #expect(try coloured.colouredScreen.contains(green))
        for variable in [["NO_COLOR": "1"], ["TERM": "dumb"]] {
            let plain = try session("pingctl members", nodes[0], columns: 80, variable)
            try plain.wait(for: "node2")
            #expect(try !plain.colouredScreen.contains("\u{1B}[3"), "\(variable)")
        }
        #expect(try !nodes[0].ask(["members"]).output.contains("\u{1B}"))
    }

    @Test func `pings are a line each, and the summary fits`() throws {
        let nodes = try RealNode.cluster(2)
        let command = "pingctl ping --interval 50ms --url \(nodes[0].url) --url \(nodes[1].url)"
        let terminal = try session(command, nodes[0], columns: 200)
        try terminal.wait(for: "value=")
        try terminal.resize(columns: 60, rows: 40)
        // What was written before may be broken by the terminal; what follows is not.
        for _ in 0..<40 { try terminal.press("Enter") }
        let screen = try terminal.wait("narrow lines") { lines in
            let pongs = lines.filter { $0.contains(": pong from ") }
            return !pongs.isEmpty
                && pongs.allSatisfy { $0.contains(" time=") && !$0.contains("value") }
        }
        #expect(screen.allSatisfy { $0.isEmpty || $0.hasPrefix("http") }, "\(screen)")
        try terminal.press("C-c")
        let end = try terminal.wait(for: "over 0")
        let tables = end.filter { $0.hasPrefix("MEMBER  SENT ") }
        #expect(tables.count == 2)
        #expect(end.filter { $0.hasPrefix("through http") }.count == 2)
        #expect(end.filter { $0.hasPrefix("round trip min/avg/max/stddev ") }.count == 2)
    }

    @Test func `followed messages fit the window that there is when they come`() throws {
        let nodes = try RealNode.cluster(2)
        let terminal = try session("pingctl messages --follow", nodes[1], columns: 200)
        try terminal.resize(columns: 200)
        let long = String(repeating: " long", count: 60)
        var number = 0
        /// The program hears of the new width some time after tmux does.
        func rows(columns: Int) throws -> (header: String, row: String) {
            for _ in 0..<200 {
                number += 1
                #expect(
                    try nodes[0].ask(["send", "--text", "number \(number)" + long]).status == 0
                )
                let screen = try terminal.wait(for: "  number \(number) ")
                let last = try #require(screen.firstIndex { $0.contains("  number \(number) ") })
                if screen[last].count == columns, last > 0 {
                    return (screen[last - 1], screen[last])
                }
            }
            Issue.record("no row is \(columns) columns wide")
            return ("", "")
        }
        let wide = try rows(columns: 200)
        #expect(wide.header.hasPrefix("SEQ ") && wide.row.hasSuffix("…"))
        // The columns that have no room are gone, and a header says which are left.
        try terminal.resize(columns: 60)
        let narrow = try rows(columns: 60)
        #expect(narrow.row.hasSuffix("…"))
        #expect(narrow.header.contains("FROM") && !narrow.header.contains("VIA"))
        try terminal.resize(columns: 200)
        #expect(try rows(columns: 200).header.contains("VIA"))
    }

    @Test func `a progress bar is gone when the table comes, also from a smaller window`() throws {
        let nodes = try RealNode.cluster(2)
        let terminal = try session("pingctl bench --count 10000000", nodes[0], columns: 200)
        func isBar(_ line: String) -> Bool {
            line.hasPrefix("bench [") && line.contains("/10000000 ")
        }
        for columns in [200, 60, 200, 60] {
            try terminal.resize(columns: columns)
            let screen = try terminal.wait("a bar at \(columns)") { $0.contains(where: isBar) }
            #expect(screen.filter { !$0.isEmpty }.count == 1, "\(screen)")
        }
        try terminal.press("C-c")
        let end = try terminal.wait(for: "over 0")
        #expect(!end.contains { $0.contains("bench [") }, "\(end)")
        #expect(end.contains { $0.hasPrefix("MS  MIN") })
        #expect(end.contains { $0.hasSuffix("#") })
    }

    @Test func `progress is for terminals, and never on standard output`() throws {
        let nodes = try RealNode.cluster(2)
        let piped = try nodes[0].ask(["bench", "--count", "3000"])
        #expect(piped.status == 0)
        #expect(piped.errors == "")
        #expect(!piped.output.contains("["))
        let folder = try TemporaryFolder()
        let command = "sh -c 'pingctl bench --count 3000 -o json 2>\(folder.path)/err'"
        let terminal = try session(command, nodes[0], columns: 80)
        try terminal.wait(for: "over 0")
        #expect(try String(contentsOfFile: folder.path + "/err", encoding: .utf8) == "")
    }
}
