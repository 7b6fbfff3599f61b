// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI
import JSONText

/// `pingctl keys use`: POST /keys.
struct UseKeyCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "use",
        abstract: "Lets the node encrypt with a key that it has.",
        discussion: """
            Do it when every node has the key; those without it do not understand this one any more.

            EXAMPLES
              pingctl keys use be45cb2605bf36be

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
        var json = JSONWriter()
        json.openObject()
        json.member("action", "use")
        json.member("id", id)
        json.closeObject()
        let answer = try client.ask("/keys", uploading: .json(json.bytes), for: KeysBody.self)
        KeyTable.showChanged(answer, as: output.format, session)
        return .done
    }
}
