// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// `pingctl keys install`: POST /keys.
struct InstallKeyCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Gives the node a further key to decrypt with.",
        discussion: """
            The key is read from a file or from standard input, never from the command line: there \
            every user of the machine could see it in the list of processes, and the shell would \
            keep it in its history. It is one line of base64, as keys generate writes it.

            EXAMPLES
              pingctl keys install new.key
              ssh admin@web1 cat new.key | pingctl keys install -

            \(ExitStatus.help)
            """
    )

    @Argument(help: ArgumentHelp("A file with the key; - is standard input.", valueName: "file"))
    var file: String

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        let answer = try client.ask(
            "/keys",
            uploading: .json(try KeyFile.installation(of: file)),
            for: KeysBody.self
        )
        KeyTable.showChanged(answer, as: output.format, session)
        return .done
    }
}
