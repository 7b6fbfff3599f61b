// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// `pingctl receipt`: GET /send/{id}.
struct ReceiptCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: "Shows what has become of a message that was sent through the node.",
        discussion: """
            The id is the one that send -o json shows. The node knows its newest 10,000 messages.

            EXAMPLES
              pingctl receipt 01M81B7BV0ZN5FAHMQ2S0N5T2Q

            \(ExitStatus.help)
            """
    )

    @Argument(help: ArgumentHelp("The message's id.", valueName: "id"))
    var id: String

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        let path = "/send/" + QueryText.encoded(id)
        let answer = try client.ask(path, for: SendResultBody.self)
        session.show(answer.bytes, as: output.format) {
            DeliveryTable.rendered(answer.body.results, for: session.console)
        }
        return answer.body.exitStatus
    }
}

extension SendResultBody {
    /// Done, done in part, or still under way.
    var exitStatus: ExitStatus {
        if pending ?? 0 > 0 { return .tryAgain }
        guard failed > 0 else { return .done }
        return failed == results.count ? .no : .partly
    }
}
