// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// `pingctl self`: GET /self.
struct SelfCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "self",
        abstract: "Shows the node itself: addresses, health, counters and queues.",
        discussion: """
            EXAMPLES
              pingctl self
              pingctl self -o json

            \(ExitStatus.help)
            """
    )

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        let answer = try client.ask("/self", for: SelfBody.self)
        session.show(answer.bytes, as: output.format) {
            SelfTable.rendered(answer.body, for: session.console)
        }
        return .done
    }
}
