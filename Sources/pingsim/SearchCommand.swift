// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import Simulation

/// Many seeds, until they are through.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Run many seeds; print those that fail, and how to replay them.",
        discussion: "What is printed is the same for any number of jobs."
    )

    @Option(help: "How many seeds.")
    var seeds: UInt64 = 2_000

    @Option(help: "The first seed.")
    var seed: UInt64 = 1

    @Option(help: "Runs at a time; by default as many as there are processors.")
    var jobs: Int?

    @OptionGroup var chaos: ChaosOptions

    func validate() throws {
        guard seeds > 0, !seed.addingReportingOverflow(seeds).overflow else {
            throw ValidationError("--seeds must be at least 1")
        }
        guard jobs.map({ (1...1_024).contains($0) }) ?? true else {
            throw ValidationError("--jobs must be from 1 to 1,024")
        }
    }

    func run() async throws {
        let jobs = jobs ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let progress = Progress()
        var sum = Sum()
        var next = seed
        // In batches, so that a failure is known before all seeds are through.
        while next < seed + seeds {
            let batch = Array(next..<min(next + UInt64(32 * jobs), seed + seeds))
            let done = next - seed
            let failed = sum.failed
            let results = await Jobs.results(of: batch, jobs: jobs) { finished in
                progress.show("\(done + UInt64(finished)) of \(seeds) done, \(failed) failed")
            } run: { [chaos] seed in
                Self.run(seed, chaos)
            }
            progress.clear()
            for result in results { take(result, into: &sum) }
            next += UInt64(batch.count)
        }
        conclude(sum)
        if sum.failed > 0 { throw ExitCode(1) }
    }

    private struct Sum {
        var failed = 0
        var events = 0
        var slowest = Duration.zero
    }

    private static func run(_ seed: UInt64, _ chaos: ChaosOptions) -> ChaosResult {
        // Should a check trap, this says which seed it was.
        TrapReport.prepare(chaos.replayCommand(seed: seed))
        return chaos.scenario().run(seed: seed)
    }

    private func take(_ result: ChaosResult, into sum: inout Sum) {
        sum.events += result.counts.events
        sum.slowest = max(sum.slowest, result.convergence ?? .zero)
        guard !result.violations.isEmpty else { return }
        sum.failed += 1
        let report = ChaosReport(result: result)
        print(chaos.json ? report.json : report.table)
        let command = "replay with: \(chaos.replayCommand(seed: result.seed))"
        if chaos.json { Progress.complain(command) } else { print(command) }
    }

    private func conclude(_ sum: Sum) {
        if chaos.json {
            print("{\"seeds\":\(seeds),\"failed\":\(sum.failed),\"events\":\(sum.events)}")
        } else {
            print(
                "\(seeds) seeds from \(seed), \(sum.failed) failed; \(sum.events) events;",
                terminator: " "
            )
            print("agreed at the latest \(sum.slowest.components.seconds) s after the last fault")
        }
    }
}
