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
              pingctl health --url http://10.0.0.1:8946 --url http://10.0.0.2:8946

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
        let target = live ? "/healthz" : "/readyz"
        let clients = try connection.clients(environment: session.environment)
        guard clients.count == 1 else { return try askEach(clients, target, session) }
        let answer = try clients[0].ask(target, for: HealthBody.self, accepting: [503])
        let isHealthy = answer.status < 300
        session.show(answer.bytes, as: output.format) {
            let reason = answer.body.reason.map { ": " + $0 } ?? ""
            return PrintableText.escaping(answer.body.status + reason) + "\n"
        }
        return isHealthy ? .done : .no
    }

    private func askEach(
        _ clients: [GatewayClient],
        _ target: String,
        _ session: Session
    ) throws(PingctlError) -> ExitStatus {
        let answers = try GatewayClient.askEach(
            clients,
            target,
            for: HealthBody.self,
            accepting: [503]
        )
        let status = try session.showEach(answers, as: output.format) { shown in
            var table = Table(header: ["NODE", "STATUS", "REASON"], for: session.console)
            return table.rendered(
                shown.map { node, body in
                    [
                        Table.Cell(node),
                        Table.Cell(body.status, colour: body.status == "ok" ? .green : .red),
                        Table.Cell(body.reason ?? ""),
                    ]
                }
            )
        }
        let healthy = answers.count { (try? $0.result.get().status) == 200 }
        return healthy == answers.count ? status : healthy == 0 ? .no : .partly
    }
}
