// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// `pingctl send`: POST /send.
struct SendCommand: GatewayCommand {
    /// How far a message is followed.
    enum Confirmation: String, CaseIterable, ExpressibleByArgument {
        case sent, delivered
    }

    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Sends one message to one, several, or all other members.",
        discussion: """
            "sent" means that the other system has taken every byte; "delivered" that the member's \
            inbox holds it, which only members with lanes say. --timeout is for the delivery, at \
            most 60s; what is still under way then is exit code 75, and pingctl receipt shows what \
            becomes of it.

            With --durable the node has the message on its disk when this ends, and delivers it \
            when a recipient is back, after a restart of either too; that is exit code 0 unless \
            --wait says to follow it further.

            EXAMPLES
              pingctl send --key ping --value 0
              pingctl send --to node2 --to node3 --text 'hello there'
              pingctl send --owner user-42 --text 'for whoever has it'
              pingctl send --to node2 --json '{"job":17}' --best-effort
              pingctl send --to node2 --text 'pay' --wait delivered --idempotency-key order-17
              pingctl send --to node2 --text 'when you are back' --durable --ttl 72h
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

    @Option(
        help: ArgumentHelp(
            "Follow the message until it is sent, or delivered.",
            valueName: "sent|delivered"
        )
    )
    var wait: Confirmation?

    @Option(
        help: ArgumentHelp(
            "Names the request: said again with the same key and message, it is done once.",
            valueName: "key"
        )
    )
    var idempotencyKey: String?

    @Flag(help: "Keep it until each recipient has it, who may be away. (pingd --data-dir)")
    var durable = false

    @Option(
        help: ArgumentHelp(
            "With --durable: for how long, 1s to 168h. (default: 24h)",
            valueName: "duration"
        ),
        transform: ConnectionOptions.duration
    )
    var ttl: Duration?

    @OptionGroup(title: "Message (exactly one kind)")
    var message: MessageOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func validate() throws {
        if let idempotencyKey {
            guard (1...255).contains(idempotencyKey.utf8.count),
                idempotencyKey.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
            else {
                throw ValidationError(
                    "--idempotency-key must be 1 to 255 visible ASCII characters without a space"
                )
            }
        }
        guard owner == nil || to.isEmpty else {
            throw ValidationError("--to and --owner exclude each other")
        }
        guard !durable || !bestEffort else {
            throw ValidationError("--durable and --best-effort exclude each other")
        }
        guard durable || ttl == nil else {
            throw ValidationError("--ttl says how long a message is kept; add --durable")
        }
    }

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        let order = SendOrderText(
            to: to,
            owner: owner,
            isBestEffort: bestEffort,
            timeout: connection.timeout,
            wait: wait?.rawValue,
            isDurable: durable,
            ttl: ttl
        )
        let (target, upload) = order.request(carrying: try message.payload())
        do {
            let answer = try client.ask(
                target,
                uploading: upload,
                fields: idempotencyKey.map { ["Idempotency-Key: \($0)"] } ?? [],
                for: SendResultBody.self,
                waiting: NodeGrace.time
            )
            show(answer.body.results, answer.bytes, session)
            if answer.body.results.isEmpty {
                session.console.complain("there is no other member; nothing was sent")
            }
            let isKept = durable && wait == nil && answer.body.failed == 0
            return isKept ? .done : answer.body.exitStatus
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
