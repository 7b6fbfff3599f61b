// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// `pingctl meta get`: GET /meta.
struct GetMetaCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Shows this node's tags, and the room that is left for more.",
        discussion: """
            EXAMPLES
              pingctl meta get
              pingctl meta get -o json

            \(ExitStatus.help)
            """
    )

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        let answer = try client.ask("/meta", for: MetaBody.self)
        session.show(answer.bytes, as: output.format) {
            MetaTable.rendered(answer.body, for: session.console)
        }
        return .done
    }
}
