// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Simulation

/// One seed of chaos.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Disturb one cluster with every kind of fault, and check it."
    )

    @Option(help: "Which run.")
    var seed: UInt64 = 1

    @OptionGroup var chaos: ChaosOptions

    func run() throws {
        let result = chaos.scenario().run(seed: seed)
        let report = ChaosReport(result: result)
        print(chaos.json ? report.json : report.table)
        if !result.violations.isEmpty { throw ExitCode(1) }
    }
}
