// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `pingctl keys`: the gossip keyring.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Shows or changes the keys that the node's gossip is encrypted with.",
        discussion: """
            Each node has its own ring, so every step is done on every node: install the new key \
            everywhere, then use it everywhere, then remove the old one everywhere. A node that \
            uses a key which others do not have is understood by none of them.

            EXAMPLES
              pingctl keys
              (umask 077; pingctl keys generate > new.key)
              pingctl keys install new.key
              pingctl keys use be45cb2605bf36be
              pingctl keys remove 7f8f85b2ab3a9f83

            \(ExitStatus.help)
            """,
        subcommands: [
            ListKeysCommand.self, GenerateKeyCommand.self, InstallKeyCommand.self,
            UseKeyCommand.self, RemoveKeyCommand.self,
        ],
        defaultSubcommand: ListKeysCommand.self
    )
}
