// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// `pingctl leave`: POST /leave.
struct LeaveCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "leave",
        abstract: "Lets the node say goodbye to the cluster, and end.",
        discussion: """
            The others show it as left at once, instead of finding it dead. There is no way back \
            but to start pingd again, so you are asked first; where nobody can be, --yes is \
            needed. --timeout is for telling the others, at most 60s; when it has passed, the node \
            ends all the same, and the exit code is 2.

            EXAMPLES
              pingctl leave
              pingctl leave --yes --url http://127.0.0.1:8947

            \(ExitStatus.help)
            """
    )

    @Flag(help: "Do not ask.")
    var yes = false

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        guard try isMeant(client, session.console) else {
            session.console.complain("the node was left as it is")
            return .no
        }
        var query = QueryText()
        query.append("timeout", connection.timeout.text)
        let answer = try client.ask(
            "/leave" + query.text,
            uploading: .nothing,
            for: LeaveBody.self,
            waiting: NodeGrace.time
        )
        session.show(answer.bytes, as: output.format) { "left\n" }
        guard answer.body.told else {
            session.console.complain(
                "the node has left, but not all others were told within \(connection.timeout.text)"
            )
            return .partly
        }
        return .done
    }

    private func isMeant(_ client: GatewayClient, _ console: Console) throws(PingctlError) -> Bool {
        if yes { return true }
        guard console.canAsk else { throw .unconfirmed }
        let name: String
        do {
            name = try client.ask("/self", for: SelfBody.self).body.name
        } catch {
            // Whoever may end a node need not be allowed to look at it.
            guard case .problem(let problem) = error, problem.status == 403 else { throw error }
            name = "the node at \(client.server)"
        }
        return console.confirm("\(name) will leave the cluster, and its process end. Go on?")
    }
}
