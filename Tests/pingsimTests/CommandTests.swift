// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

/// The program as its users see it: what it prints and draws.
@Suite struct CommandTests {
    @Test func `a search is told the same by any number of jobs`() throws {
        let search = ["search", "--seeds", "20", "--nodes", "5", "--duration", "200"]
        let pingsim = try BuiltProgram("pingsim")
        let alone = try pingsim.run(search + ["--jobs", "1"])
        #expect(alone.status == 0)
        #expect(alone.output.hasPrefix("20 seeds from 1, 0 failed; "), "\(alone.output)")
        #expect(try pingsim.run(search + ["--jobs", "2"]).output == alone.output)
    }

    @Test func `converge prints a line of JSON for each size and draws the news`() throws {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "pingsim-\(UUID().uuidString).svg").path()
        defer { try? FileManager.default.removeItem(atPath: file) }
        // What was there before is replaced, however long it was.
        try String(repeating: "x", count: 100_000).write(
            toFile: file,
            atomically: true,
            encoding: .utf8
        )
        let outcome = try BuiltProgram("pingsim").run([
            "converge", "--nodes", "10", "20", "--samples", "1", "--json", "--plot", file,
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let sizes = try outcome.output.split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            let fields = try #require(object as? [String: Any])
            #expect(fields["missed"] as? Int == 0)
            #expect(fields["violations"] as? Int == 0)
            let news = try #require(fields["news_seconds"] as? [String: Double])
            #expect(try #require(news["mean"]) < #require(news["logistic"]))
            return fields["nodes"] as? Int
        }
        #expect(sizes == [10, 20])
        let svg = try String(contentsOfFile: file, encoding: .utf8)
        #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"), "\(svg.suffix(20))")
        #expect(svg.contains(">logistic curve<") && !svg.contains("xx"))
    }

    @Test func `a join is told with its trace, the same each time`() throws {
        let join = ["converge", "--join", "--nodes", "20", "--json"]
        let traces = try (0..<2).map { _ in
            let outcome = try BuiltProgram("pingsim").run(join)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
            return (object as? [String: Any])?["trace"] as? String
        }
        #expect(traces[0] == traces[1])
        #expect(traces[0]?.count == 16)
    }
}
