// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Simulation

/// A run again, to be looked at.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Run a seed twice, check that both runs are the same, and show it.",
        discussion: """
            Where a participant's own check fails the program traps: a debug build then says which.
            """
    )

    @Option(help: "Which run.")
    var seed: UInt64

    @Flag(
        help: "Print every event, one per line: nanoseconds, node, what, other node, amount, hash."
    )
    var trace = false

    @OptionGroup var chaos: ChaosOptions

    func run() throws {
        let result = chaos.scenario(keepsLines: trace).run(seed: seed)
        for line in result.trace.lines { print(line) }
        let report = ChaosReport(result: result)
        print(chaos.json ? report.json : report.table)
        let again = chaos.scenario().run(seed: seed)
        guard again.trace.hash == result.trace.hash else {
            Progress.complain("the same seed gave another run")
            throw ExitCode(1)
        }
        if !result.violations.isEmpty { throw ExitCode(1) }
    }
}
