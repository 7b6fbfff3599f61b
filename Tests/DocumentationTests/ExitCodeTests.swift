// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

/// The page of errors has the exit codes, in the words of the programs themselves.
@Suite struct ExitCodeTests {
    @Test(arguments: ["pingctl", "pingd"])
    func `the page of errors has every exit code`(program: String) throws {
        let page = try #require(Page(path: "docs/errors.md"))
        let heading = "## Exit codes of \(program)"
        let rows = page.text.components(separatedBy: "\n")
            .drop { $0 != heading }.dropFirst().prefix { !$0.hasPrefix("## ") }
            .compactMap { line -> [String]? in
                guard line.hasPrefix("| "), line.dropFirst(2).first?.isNumber == true else {
                    return nil
                }
                return line.split(separator: "|").map(\.trimming)
            }
        let help = try BuiltProgram(program).run(["--help"]).output.components(separatedBy: "\n")
        let said = help.drop { $0 != "EXIT CODES" }.dropFirst().prefix { $0.hasPrefix("  ") }
            .compactMap { line in
                line.firstMatch(of: #/^  (\d+(?:, \d+)*) +(.+)$/#)
                    .map { [String($0.1), String($0.2)] }
            }
        #expect(said.count > 5, "the help of \(program) has no exit codes")
        #expect(rows == said)
    }
}
