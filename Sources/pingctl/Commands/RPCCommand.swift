// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `pingctl rpc`: both sides of calls.
struct RPCCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rpc",
        abstract: "Calls a method of a member, or takes the calls that come to the node.",
        discussion: """
            A program beside one node calls a program beside another. Without one of the words \
            below a member is called.

            EXAMPLES
              pingctl rpc node2 echo --text hello
              pingctl rpc serve upper -- tr a-z A-Z
              pingctl rpc next upper -o json

            \(ExitStatus.help)
            """,
        subcommands: [
            CallMethodCommand.self, ServeMethodCommand.self, NextCallCommand.self,
            ReplyCommand.self,
        ],
        defaultSubcommand: CallMethodCommand.self
    )
}
