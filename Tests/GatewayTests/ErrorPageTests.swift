// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTP1
import Testing

@testable import Gateway

/// Whoever gets a `code` finds it on a page, with what to do.
@Suite struct ErrorPageTests {
    /// The cells of each row of a table that begins with a code, below that heading.
    private static func rows(under heading: String) throws -> [[String]] {
        let page = try DescriptionTests.text("docs/errors.md").components(separatedBy: "\n")
        let start = try #require(page.firstIndex(of: heading), "there is no \(heading)")
        return page[start...].dropFirst().prefix { !$0.hasPrefix("## ") }
            .filter { $0.hasPrefix("| `") }
            .map { line in
                line.split(separator: "|").map { $0.trimmingCharacters(in: [" "]) }
            }
    }

    @Test func `the page of errors has every code, with its statuses and whether to try again`()
        throws
    {
        let rows = try Self.rows(under: "## Codes")
        let errors = Dictionary(grouping: DescriptionTests.errors, by: \.code)
        #expect(rows.map(\.first) == errors.keys.sorted().map { "`\($0)`" })
        for row in rows where row.count == 5 {
            let meant = errors[row[0].trimmingCharacters(in: ["`"])] ?? []
            let statuses = Set(meant.map { "\($0.status.code)" }).sorted()
            #expect(row[1] == statuses.joined(separator: ", "), "\(row[0])")
            let again = Set(meant.map(\.isRetryable))
            #expect(row[2] == (again.count > 1 ? "◐" : again == [true] ? "●" : ""), "\(row[0])")
        }
        for row in rows {
            #expect(row.count == 5 && row.dropFirst(3).allSatisfy(Self.isSentence), "\(row)")
        }
    }

    @Test func `the page of errors has every code of a recipient`() throws {
        let rows = try Self.rows(under: "## Of one recipient")
        let lines = try DescriptionTests.text("openapi.yaml").components(separatedBy: "\n")
        let start = try #require(lines.firstIndex { $0.hasSuffix("- timed-out") })
        let described = lines[start...].prefix { $0.contains("- ") && !$0.contains(":") }
            .map { $0.trimmingCharacters(in: [" ", "-"]) }
        #expect(rows.map(\.first) == described.sorted().map { "`\($0)`" })
        #expect(rows.allSatisfy { row in row.count == 2 && Self.isSentence(row[1]) })
    }

    private static func isSentence(_ words: String) -> Bool {
        words.hasSuffix(".") || words.hasSuffix("?")
    }
}
