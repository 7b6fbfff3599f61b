// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// `pingctl keys remove`: DELETE /keys.
struct RemoveKeyCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Takes a key out of the node's ring; not the primary.",
        discussion: """
            EXAMPLES
              pingctl keys remove 7f8f85b2ab3a9f83

            \(ExitStatus.help)
            """
    )

    @Argument(help: ArgumentHelp("The key's name, as keys list shows it.", valueName: "id"))
    var id: String

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        var query = QueryText()
        query.append("id", id)
        let answer = try client.ask("/keys" + query.text, method: "DELETE", for: KeysBody.self)
        KeyTable.showChanged(answer, as: output.format, session)
        return .done
    }
}
