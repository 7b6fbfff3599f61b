// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `pingctl context use`: asks no node.
struct UseContextCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "use",
        abstract: "Makes a context the one that is asked when nothing else is said.",
        discussion: """
            EXAMPLES
              pingctl context use prod

            \(ExitStatus.help)
            """
    )

    @Argument(
        help: ArgumentHelp("See pingctl context list.", valueName: "name"),
        completion: ContextNames.completion
    )
    var name: String

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        try ContextStore(environment: session.environment).change(name) { $0.current = name }
        return .done
    }
}
