// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// `pingctl keys list`: GET /keys.
struct ListKeysCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Shows the keys by names that tell nothing about them.",
        discussion: """
            The primary encrypts, all decrypt.

            EXAMPLES
              pingctl keys list
              pingctl keys list -o ndjson

            \(ExitStatus.help)
            """
    )

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        let answer = try client.ask("/keys", for: KeysBody.self)
        KeyTable.show(answer, as: output.format, session)
        return .done
    }
}
