// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// `pingctl send`: POST /send.
struct SendCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Sends one message to one, several, or all other members.",
        discussion: """
            "sent" means that the other system has taken every byte; no more is claimed. --timeout \
            is for the delivery, at most 60s.

            EXAMPLES
              pingctl send --key ping --value 0
              pingctl send --to node2 --to node3 --text 'hello there'
              pingctl send --owner user-42 --text 'for whoever has it'
              pingctl send --to node2 --json '{"job":17}' --best-effort
              tar c notes | pingctl send --to node2 --file -

            \(ExitStatus.help)
            """
    )

    @Option(
        help: ArgumentHelp(
            "A recipient's name; repeatable. Without it: every other member.",
            valueName: "name"
        ),
        completion: MemberNames.completion
    )
    var to: [String] = []

    @Option(
        help: ArgumentHelp(
            "Instead of a name: the member that owns this key, see pingctl owner.",
            valueName: "key"
        )
    )
    var owner: String?

    @Flag(help: "One packet instead of a stream; it may get lost unnoticed.")
    var bestEffort = false

    @OptionGroup(title: "Message (exactly one kind)")
    var message: MessageOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func validate() throws {
        guard owner == nil || to.isEmpty else {
            throw ValidationError("--to and --owner exclude each other")
        }
    }

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        let order = SendOrderText(
            to: to,
            owner: owner,
            isBestEffort: bestEffort,
            timeout: connection.timeout
        )
        let (target, upload) = order.request(carrying: try message.payload())
        do {
            let answer = try client.ask(
                target,
                uploading: upload,
                for: SendResultBody.self,
                waiting: NodeGrace.time
            )
            show(answer.body.results, answer.bytes, session)
            if answer.body.results.isEmpty {
                session.console.complain("there is no other member; nothing was sent")
            }
            return answer.body.failed == 0 ? .done : .partly
        } catch {
            if case .problem(let problem) = error, let results = problem.results {
                show(results, nil, session)
            }
            throw error
        }
    }

    private func show(
        _ results: [RecipientResultBody],
        _ bytes: [UInt8]?,
        _ session: Session
    ) {
        switch (output.format, bytes) {
        case (.json, let bytes?):
            session.write(json: bytes)
        case (.ndjson, let bytes?):
            session.write(elementsOf: "results", in: bytes)
        case (.table, _):
            guard !results.isEmpty else { return }
            session.console.write(DeliveryTable.rendered(results, for: session.console))
        case (.json, nil), (.ndjson, nil):
            // The refusal says it all, on standard error.
            break
        }
    }
}
