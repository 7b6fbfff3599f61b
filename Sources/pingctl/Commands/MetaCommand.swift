// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `pingctl meta`: this node's tags.
struct MetaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "meta",
        abstract: "Shows or changes this node's tags, which all members see.",
        discussion: """
            All tags together have room in 512 bytes, less what the node says of itself. A change \
            lasts until the node ends; it starts with those of pingd --meta.

            EXAMPLES
              pingctl meta
              pingctl meta set zone=1a role=web
              pingctl meta unset role

            \(ExitStatus.help)
            """,
        subcommands: [GetMetaCommand.self, SetMetaCommand.self, UnsetMetaCommand.self],
        defaultSubcommand: GetMetaCommand.self
    )
}
