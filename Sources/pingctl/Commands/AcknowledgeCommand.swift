// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// `pingctl consumers ack`: POST /messages/ack.
struct AcknowledgeCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack",
        abstract: "Says that a consumer is done with messages.",
        discussion: """
            They are not handed out again. When the consumer did not have some of them, the exit \
            code is 2, when none, 1.

            EXAMPLES
              pingctl consumers ack mailer 1795384800000000 1795384800000001

            \(ExitStatus.help)
            """
    )

    @Argument(
        help: ArgumentHelp("The consumer's name.", valueName: "name"),
        completion: ConsumerNames.completion
    )
    var name: String

    @Argument(
        help: ArgumentHelp("The messages' numbers, see SEQ; at most 10000.", valueName: "seq")
    )
    var sequences: [UInt64]

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func validate() throws { try ConsumerNames.check(name) }

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        let reply = try client.perform(client.acknowledging(sequences, by: name))
        let answer = try client.answer(to: reply, for: AckResultBody.self)
        session.show(answer.bytes, as: output.format) {
            "acknowledged \(answer.body.acknowledged) of \(sequences.count)\n"
        }
        for sequence in answer.body.unknown {
            session.console.complain(Consuming.unknown(sequence, name))
        }
        guard !answer.body.unknown.isEmpty else { return .done }
        return answer.body.acknowledged == 0 ? .no : .partly
    }
}
