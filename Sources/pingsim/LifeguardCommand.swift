// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Simulation

/// The table of the Lifeguard paper, made here.
struct LifeguardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lifeguard",
        abstract: "Count healthy members declared dead, with and without Lifeguard's parts.",
        discussion: """
            128 nodes, of which 1, 4, 8, 16 and 32 are slow for 120 s: they handle and send \
            messages only in windows, blocked for 512, 4,096 and 32,768 ms, open for 4, 256 and \
            16,384 ms, each with each. Suspicion: alpha 5, beta 6, K 3.

            A false positive: a member, slow or not, declares one dead that is not slow. At \
            healthy members: those of them that a member declares that is not slow itself. \
            Messages are packets and streams' frames handed to the network, a compound being one. \
            All are sums over all runs, beside their ratio to SWIM and, in brackets, the one that \
            the paper published.
            """
    )

    @Option(help: "Nodes of the cluster, 40 to 1,000.")
    var nodes = 128

    @Option(help: "Seed of every run.")
    var seed: UInt64 = 1

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("How many members are slow, in place of the grid's.", valueName: "count")
    )
    var anomalies: [Int] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Milliseconds blocked, in place of the grid's.", valueName: "ms")
    )
    var blocked: [Int] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Milliseconds open, in place of the grid's.", valueName: "ms")
    )
    var open: [Int] = []

    @Flag(help: "A part of the grid: 4 and 16 slow, blocked 4,096 and 32,768 ms, open 256 ms.")
    var quick = false

    @Option(help: "How many crashes to time with each configuration.")
    var crashes = 40

    @Option(help: "Runs at a time.")
    var jobs = 2

    @Flag(help: "Print JSON, a line for each configuration.")
    var json = false

    @Option(help: ArgumentHelp("Draw false positives by slow members as SVG.", valueName: "file"))
    var plot: String?

    func validate() throws {
        guard (40...1_000).contains(nodes) else {
            throw ValidationError("--nodes must be from 40 to 1,000")
        }
        guard anomalies.allSatisfy({ (1..<nodes).contains($0) }) else {
            throw ValidationError("--anomalies must be at least 1 and below --nodes")
        }
        guard (blocked + open).allSatisfy({ (1...600_000).contains($0) }) else {
            throw ValidationError("--blocked and --open must be from 1 to 600,000 milliseconds")
        }
        guard (0...10_000).contains(crashes), (1...1_024).contains(jobs) else {
            throw ValidationError("--crashes must be up to 10,000, --jobs from 1 to 1,024")
        }
    }

    func run() async throws {
        let file = try plot.map { try PlotFile($0) }
        let report = LifeguardReport(runs: await countFalsePositives(), detections: await detect())
        print(json ? report.json : report.table)
        try file?.write(report.plot)
    }

    private var grid: LifeguardGrid {
        var grid = quick ? LifeguardGrid.quick : LifeguardGrid()
        grid.nodes = nodes
        if !anomalies.isEmpty { grid.anomalies = anomalies }
        if !blocked.isEmpty { grid.blocked = blocked }
        if !open.isEmpty { grid.open = open }
        return grid
    }

    private func countFalsePositives() async -> [(LifeguardScenario, LifeguardCounts)] {
        let scenarios = grid.scenarios
        let seed = seed
        let progress = Progress()
        let counts = await Jobs.results(of: scenarios, jobs: jobs) { finished in
            progress.show("\(finished) of \(scenarios.count) runs with slow members")
        } run: { scenario in
            scenario.run(seed: seed)
        }
        progress.clear()
        return Array(zip(scenarios, counts))
    }

    private func detect() async -> [[LifeguardDetection.Times]] {
        let progress = Progress()
        let seeds = (0..<UInt64(crashes)).map { seed &+ 7_919 &* $0 }
        guard !seeds.isEmpty else { return [] }
        var detections: [[LifeguardDetection.Times]] = []
        for parts in LifeguardGrid.ablations {
            var scenario = LifeguardDetection()
            scenario.nodes = nodes
            scenario.parts = parts
            let detection = scenario
            let times = await Jobs.results(of: seeds, jobs: jobs) { finished in
                progress.show("\(finished) of \(seeds.count) crashes, \(detections.count) of 5")
            } run: { seed in
                detection.run(seed: seed)
            }
            detections.append(times.compactMap(\.self))
        }
        progress.clear()
        return detections
    }
}
