// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `pingctl consumers discard`: DELETE /messages/dead/{number}.
struct DiscardCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard",
        abstract: "Forgets dead letters.",
        discussion: """
            EXAMPLES
              pingctl consumers discard 3
              pingctl consumers dead -o ndjson | jq .number | xargs pingctl consumers discard

            \(ExitStatus.help)
            """
    )

    @Argument(
        help: ArgumentHelp(
            "The letters' numbers, as consumers dead shows them.",
            valueName: "number"
        )
    )
    var numbers: [UInt64]

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        for number in numbers { try client.delete("/messages/dead/\(number)") }
        return .done
    }
}
