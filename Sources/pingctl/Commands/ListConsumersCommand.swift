// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// `pingctl consumers list`: GET /consumers.
struct ListConsumersCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Shows the consumers of the inbox, and how far they have come.",
        discussion: """
            LEASED are messages that a consumer has and has not acknowledged, BEHIND those that it \
            has not been given, NEXT is the first of them.

            EXAMPLES
              pingctl consumers list
              pingctl consumers list -o ndjson

            \(ExitStatus.help)
            """
    )

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        let answer = try client.ask("/consumers", for: ConsumersBody.self)
        switch output.format {
        case .table:
            var table = Table(header: ["NAME", "BEHIND", "LEASED", "NEXT"], for: session.console)
            session.console.write(
                table.rendered(
                    answer.body.consumers.map { consumer in
                        [
                            Table.Cell(consumer.name), Table.Cell("\(consumer.behind)"),
                            Table.Cell("\(consumer.leased)"), Table.Cell("\(consumer.next)"),
                        ]
                    }
                )
            )
        case .json: session.write(json: answer.bytes)
        case .ndjson: session.write(elementsOf: "consumers", in: answer.bytes)
        }
        return .done
    }
}
