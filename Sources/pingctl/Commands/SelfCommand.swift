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
        let clients = try connection.clients(environment: session.environment)
        guard clients.count == 1 else {
            let answers = try GatewayClient.askEach(clients, "/self", for: SelfBody.self)
            return try session.showEach(answers, as: output.format) { shown in
                shown.map { "\($0.node)\n" + SelfTable.rendered($0.body, for: session.console) }
                    .joined(separator: "\n")
            }
        }
        let answer = try clients[0].ask("/self", for: SelfBody.self)
        session.show(answer.bytes, as: output.format) {
            SelfTable.rendered(answer.body, for: session.console)
        }
        return .done
    }
}
