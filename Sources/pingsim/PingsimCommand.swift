// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The command itself, without a subcommand: shows its help.
@main
struct PingsimCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pingsim",
        abstract: "Runs whole clusters on a virtual clock and a bad network, and checks them.",
        discussion: """
            The same seed gives the same run, byte for byte. Tables go to standard output, progress
            to standard error when that is a terminal. Exit codes: 0 all held, 1 something did not,
            64 wrong usage.

            EXAMPLES
              pingsim run --seed 7
              pingsim search --seeds 2000
              pingsim replay --seed 7 --trace
              pingsim converge --nodes 30 100 1000 --plot news.svg
              pingsim converge --join --nodes 1000
            """,
        subcommands: [
            RunCommand.self, ReplayCommand.self, SearchCommand.self, LifeguardCommand.self,
            ConvergeCommand.self,
        ]
    )
}
