// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Simulation

/// The chaos that `run`, `replay` and `search` make.
struct ChaosOptions: ParsableArguments {
    @Option(help: "Nodes of the cluster, 4 to 1,000.")
    var nodes = 20

    @Option(help: "Seconds of the cluster's time, 200 to 100,000; the last 150 are for healing.")
    var duration = 600

    @Flag(help: "Print JSON, an object per line.")
    var json = false

    func validate() throws {
        guard (4...1_000).contains(nodes) else {
            throw ValidationError("--nodes must be from 4 to 1,000")
        }
        guard (200...100_000).contains(duration) else {
            throw ValidationError("--duration must be from 200 to 100,000")
        }
    }

    func scenario(keepsLines: Bool = false) -> ChaosScenario {
        var scenario = ChaosScenario()
        scenario.nodes = nodes
        scenario.duration = .seconds(duration)
        scenario.keepsLines = keepsLines
        // In large clusters checking everything takes longer than everything else.
        scenario.checksEvery = max(8, nodes)
        return scenario
    }

    /// The command that makes this run again.
    func replayCommand(seed: UInt64) -> String {
        var command = "pingsim replay --seed \(seed)"
        if nodes != 20 { command += " --nodes \(nodes)" }
        if duration != 600 { command += " --duration \(duration)" }
        return command
    }
}
