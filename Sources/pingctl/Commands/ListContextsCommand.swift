// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `pingctl context list`: asks no node.
struct ListContextsCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Shows the contexts, and which one is in use.",
        discussion: """
            EXAMPLES
              pingctl context list
              pingctl context list -o ndjson

            \(ExitStatus.help)
            """
    )

    @OptionGroup(title: "Output")
    var output: OutputOptions

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let file = try ContextStore(environment: session.environment).read()
        ContextTable.show(file.contexts, of: file, as: output.format, session)
        return .done
    }
}
