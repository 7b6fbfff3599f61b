// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `pingctl context remove`: asks no node.
struct RemoveContextCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Forgets a context; files that it names are left alone.",
        discussion: """
            EXAMPLES
              pingctl context remove prod

            \(ExitStatus.help)
            """
    )

    @Argument(
        help: ArgumentHelp("See pingctl context list.", valueName: "name"),
        completion: ContextNames.completion
    )
    var name: String

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        try ContextStore(environment: session.environment).change(name) { file in
            file.remove(name)
            if file.current == name { file.current = nil }
        }
        return .done
    }
}
