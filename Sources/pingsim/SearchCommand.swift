// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Simulation

/// Many seeds, until they are through or one fails.
struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Run many seeds; print those that fail, and how to replay them."
    )

    @Option(help: "How many seeds.")
    var seeds: UInt64 = 2_000

    @Option(help: "The first seed.")
    var seed: UInt64 = 1

    @OptionGroup var chaos: ChaosOptions

    func validate() throws {
        guard seeds > 0, !seed.addingReportingOverflow(seeds).overflow else {
            throw ValidationError("--seeds must be at least 1")
        }
    }

    func run() throws {
        let progress = Progress()
        let scenario = chaos.scenario()
        var failed = 0
        var events = 0
        var slowest = Duration.zero
        for number in seed..<(seed + seeds) {
            progress.show("seed \(number), \(number - seed) of \(seeds) done, \(failed) failed")
            // Should a check trap, this says which seed it was.
            TrapReport.prepare(chaos.replayCommand(seed: number))
            let result = scenario.run(seed: number)
            events += result.counts.events
            slowest = max(slowest, result.convergence ?? .zero)
            guard !result.violations.isEmpty else { continue }
            failed += 1
            progress.clear()
            let report = ChaosReport(result: result)
            print(chaos.json ? report.json : report.table)
            print("replay with: \(chaos.replayCommand(seed: number))")
        }
        progress.clear()
        if chaos.json {
            print("{\"seeds\":\(seeds),\"failed\":\(failed),\"events\":\(events)}")
        } else {
            print(
                "\(seeds) seeds from \(seed), \(failed) failed; \(events) events;",
                terminator: " "
            )
            print("agreed at the latest \(slowest.components.seconds) s after the last fault")
        }
        if failed > 0 { throw ExitCode(1) }
    }
}
