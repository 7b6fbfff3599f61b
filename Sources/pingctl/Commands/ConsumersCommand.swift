// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `pingctl consumers`: the named readers of the inbox.
struct ConsumersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consumers",
        abstract: "Shows who consumes the inbox, and what they could not deal with.",
        discussion: """
            pingctl consume takes and acknowledges messages by itself; next and ack do it step by \
            step, for scripts. All need a node with pingd --data-dir.

            EXAMPLES
              pingctl consumers
              pingctl consumers next mailer -o json
              pingctl consumers ack mailer 1795384800000000
              pingctl consumers dead --consumer mailer
              pingctl consumers discard 3

            \(ExitStatus.help)
            """,
        subcommands: [
            ListConsumersCommand.self, NextMessagesCommand.self, AcknowledgeCommand.self,
            DeadLettersCommand.self, DiscardCommand.self, ForgetConsumerCommand.self,
        ],
        defaultSubcommand: ListConsumersCommand.self
    )
}
