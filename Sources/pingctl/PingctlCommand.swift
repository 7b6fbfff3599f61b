// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// The command itself, without a subcommand: shows its help.
struct PingctlCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pingctl",
        abstract: "Asks a pingd node about its cluster, and sends messages through it.",
        discussion: """
            EXAMPLES
              pingctl members
              pingctl send --to node2 --key ping --value 0
              pingctl --version
              PINGCTL_URL=unix:/run/pingd.sock pingctl self -o json

            \(ExitStatus.help)
            """,
        version: ProgramVersion.text,
        subcommands: [
            MembersCommand.self, SendCommand.self, SelfCommand.self, HealthCommand.self,
        ]
    )
}
