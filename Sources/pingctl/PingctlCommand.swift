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
              pingctl ping --count 3
              pingctl events --types member-join,member-dead
              pingctl --version
              PINGCTL_URL=unix:/run/pingd.sock pingctl self -o json

            \(ExitStatus.help)
            """,
        version: ProgramVersion.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Cluster",
                subcommands: [
                    MembersCommand.self, OwnerCommand.self, PingCommand.self, RoundTripCommand.self,
                    ReachabilityCommand.self, EventsCommand.self, ReceiptCommand.self,
                    JoinCommand.self, LeaveCommand.self,
                ]
            ),
            CommandGroup(
                name: "Messages",
                subcommands: [
                    SendCommand.self, BroadcastCommand.self, MessagesCommand.self,
                    ConsumeCommand.self, ConsumersCommand.self, RPCCommand.self,
                    ProxyCommand.self, BenchCommand.self,
                ]
            ),
            CommandGroup(
                name: "Node",
                subcommands: [
                    SelfCommand.self, HealthCommand.self, MetricsCommand.self, MetaCommand.self,
                    KeysCommand.self,
                ]
            ),
            CommandGroup(name: "Settings", subcommands: [ContextCommand.self]),
        ]
    )
}
