// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Simulation

/// How quickly clusters of several sizes learn of a change and of a crash, and what joining costs.
struct ConvergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "converge",
        abstract: "Time how fast news spreads, crashes are found and a cluster forms.",
        discussion: """
            In a cluster at rest, in turn, a member changes its metadata and another crashes. News \
            is timed until 99 of 100 members know it, beside the logistic curve \
            1/(1+(n+1)e^(-rt)), r being half of the gossip fanout per round. A crash is timed in \
            probe intervals until the first probe that finds it has begun, counted as in SWIM \
            (mean there: 1.58, worst: 2n-1), and in seconds until all know of the death.

            With --join a cluster forms from nothing: each node starts at its own moment, knowing \
            nobody but the first node, exchanges tables with it, and gossip tells the others. When \
            everyone sees everyone, one crashes, until everyone sees that.
            """
    )

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Sizes of clusters, 10 to 20,000.", valueName: "count")
    )
    var nodes: [Int] = []

    @Option(help: "Changes and crashes to time with each size, over several runs.")
    var samples = 60

    @Option(help: "Seed of the first run; each further run takes the next.")
    var seed: UInt64 = 1

    @Flag(help: "Let clusters form from nothing; sizes one after another.")
    var join = false

    @Option(
        help: """
            Seconds within which the nodes start, with --join; by default 30 for each 1,000 nodes, \
            and at least 30.
            """
    )
    var spread: Int?

    @Option(help: "Runs at a time; not with --join.")
    var jobs = 2

    @Flag(help: "Print JSON, a line for each size.")
    var json = false

    @Option(
        help: ArgumentHelp("Draw the times of news as SVG; not with --join.", valueName: "file")
    )
    var plot: String?

    func validate() throws {
        guard nodes.allSatisfy({ (10...20_000).contains($0) }) else {
            throw ValidationError("--nodes must be from 10 to 20,000")
        }
        guard (1...10_000).contains(samples) else {
            throw ValidationError("--samples must be from 1 to 10,000")
        }
        guard spread.map({ (0...3_600).contains($0) }) ?? true else {
            throw ValidationError("--spread must be up to 3,600 seconds")
        }
        guard (1...1_024).contains(jobs) else {
            throw ValidationError("--jobs must be from 1 to 1,024")
        }
        guard !join || plot == nil else {
            throw ValidationError("--plot draws the times of news, which --join does not take")
        }
    }

    func run() async throws {
        if join { try formClusters() } else { try await timeNews() }
    }

    // MARK: At rest

    private func timeNews() async throws {
        let file = try plot.map { try PlotFile($0) }
        var results: [ConvergeResult] = []
        if !json { print(ConvergeReport.head) }
        for size in nodes.isEmpty ? [30, 100, 1_000] : nodes {
            let result = await times(of: size)
            results.append(result)
            let report = ConvergeReport(result: result)
            print(json ? report.json : report.row)
        }
        try file?.write(ConvergeReport.plot(results))
        let violations = results.flatMap(\.violations)
        for violation in violations { Progress.complain(violation.description) }
        guard violations.isEmpty, results.allSatisfy({ $0.missed == 0 }) else { throw ExitCode(1) }
    }

    private func times(of size: Int) async -> ConvergeResult {
        var scenario = ConvergeScenario()
        scenario.nodes = size
        // A fifth of what one run can give keeps its cluster from shrinking much.
        scenario.samples = max(1, min(20, size / 10))
        let runs = (samples + scenario.samples - 1) / scenario.samples
        let seeds = (0..<UInt64(runs)).map { seed &+ $0 }
        let progress = Progress()
        let chosen = scenario
        // Tables of large clusters fill the memory of a machine; so one after another.
        let atOnce = size > 2_000 ? 1 : jobs
        progress.show("\(size) nodes")
        let results = await Jobs.results(of: seeds, jobs: atOnce) { finished in
            progress.show("\(size) nodes: \(finished) of \(runs) runs")
        } run: { seed in
            chosen.run(seed: seed)
        }
        progress.clear()
        return results.reduce(into: ConvergeResult(nodes: size)) { $0 += $1 }
    }

    // MARK: From nothing

    private func formClusters() throws {
        var failed = false
        for size in nodes.isEmpty ? [1_000] : nodes {
            var scenario = JoinScenario()
            scenario.nodes = size
            scenario.startSpread = .seconds(spread ?? max(30, size * 3 / 100))
            let progress = Progress()
            let start = ContinuousClock.now
            var looks = 0
            let result = scenario.run(seed: seed) { stage, counts in
                looks += 1
                let passed = "\(looks / 2) s of the cluster's time, \(counts.events) events"
                switch stage {
                case .joining(let complete):
                    progress.show("\(complete) of \(size) see all; \(passed)")
                case .burying(let ignorant):
                    progress.show("\(ignorant) do not know of the crash; \(passed)")
                }
            }
            progress.clear()
            let report = JoinReport(result: result, wall: ContinuousClock.now - start)
            print(json ? report.json : report.table)
            failed = failed || result.buried == nil || !result.violations.isEmpty
        }
        if failed { throw ExitCode(1) }
    }
}
