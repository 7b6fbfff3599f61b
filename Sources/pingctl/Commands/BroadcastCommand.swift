// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// `pingctl broadcast`: POST /broadcast.
struct BroadcastCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "broadcast",
        abstract: "Gossips one message to everyone, without knowing whom it reaches.",
        discussion: """
            It rides on the packets of gossip, so it must fit into one (about 1,390 bytes), and \
            nobody confirms it: MEMBERS counts those that it may be told to. To know who got a \
            message, use send.

            EXAMPLES
              pingctl broadcast --text 'cache 17 is stale'
              pingctl broadcast --json '{"flush":"users"}'
              pingctl broadcast --file notice.bin

            \(ExitStatus.help)
            """
    )

    @OptionGroup(title: "Message (exactly one kind)")
    var message: MessageOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        let answer = try client.ask(
            "/broadcast",
            uploading: try message.payload().upload,
            for: BroadcastResultBody.self
        )
        session.show(answer.bytes, as: output.format) {
            var table = Table(header: ["ID", "BYTES", "MEMBERS"], for: session.console)
            return table.rendered([
                [
                    Table.Cell(answer.body.id), Table.Cell("\(answer.body.bytes)"),
                    Table.Cell("\(answer.body.members)"),
                ]
            ])
        }
        if answer.body.members == 0 {
            session.console.complain("there is no other member; nobody will hear it")
        }
        return .done
    }
}
