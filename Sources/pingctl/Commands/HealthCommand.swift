// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI
import JSONText

/// `pingctl health`: GET /readyz or /healthz.
struct HealthCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "Asks whether the node is ready: listening, and joined if it was told to join.",
        discussion: """
            EXAMPLES
              pingctl health
              pingctl health --live && echo the process answers

            \(ExitStatus.help)
            """
    )

    @Flag(help: "Ask only whether the node runs and answers.")
    var live = false

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        let answer = try client.ask(
            live ? "/healthz" : "/readyz",
            for: HealthBody.self,
            accepting: [503]
        )
        let isHealthy = answer.status < 300
        session.show(answer.bytes, as: output.format) {
            let reason = answer.body.reason.map { ": " + $0 } ?? ""
            return PrintableText.escaping(answer.body.status + reason) + "\n"
        }
        return isHealthy ? .done : .no
    }
}
