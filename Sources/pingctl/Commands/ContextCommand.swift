// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `pingctl context`: names for nodes.
struct ContextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "context",
        abstract: "Keeps names for nodes: URL, token file and CA file of each.",
        discussion: """
            They are kept in $XDG_CONFIG_HOME/pingctl/config.yaml (~/.config/pingctl), which only \
            you can read; tokens stay in files of their own. The context in use is asked when no \
            --url and no PINGCTL_URL says otherwise.

            EXAMPLES
              pingctl context add prod --url https://n1.example.com --token-file ~/prod.token
              pingctl context use prod
              pingctl context
              pingctl --context prod members

            \(ExitStatus.help)
            """,
        subcommands: [
            ListContextsCommand.self, AddContextCommand.self, UseContextCommand.self,
            ShowContextCommand.self, RemoveContextCommand.self,
        ],
        defaultSubcommand: ListContextsCommand.self
    )
}
