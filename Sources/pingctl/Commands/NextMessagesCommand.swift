// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// `pingctl consumers next`: GET /messages with a consumer's name.
struct NextMessagesCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "next",
        abstract: "Leases messages to a consumer, and shows them.",
        discussion: """
            They are acknowledged with pingctl consumers ack before the lease ends, or come again. \
            When there is none within --wait, the exit code is 1.

            EXAMPLES
              pingctl consumers next mailer
              pingctl consumers next mailer --limit 1 --wait 30s --lease 5m -o json

            \(ExitStatus.help)
            """
    )

    @OptionGroup(title: "Taking messages")
    var consumer: ConsumerOptions

    @Option(help: ArgumentHelp("At most so many, 1 to 1000.", valueName: "number"))
    var limit = 100

    @Option(
        help: ArgumentHelp(
            "How long to wait for one, at most 5m. (default: not at all)",
            valueName: "duration"
        ),
        transform: ConnectionOptions.duration
    )
    var wait: Duration?

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func validate() throws {
        guard 1...1_000 ~= limit else { throw ValidationError("--limit is 1 to 1000") }
        guard wait ?? .zero <= .seconds(300) else { throw ValidationError("--wait is at most 5m") }
    }

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        client.pool.output = session.console
        var query = QueryText()
        query.append("consumer", consumer.name)
        query.append("lease", consumer.lease.text)
        query.append("start", consumer.start.rawValue)
        query.append("limit", "\(limit)")
        if let wait { query.append("wait", wait.text) }
        let answer = try client.ask(
            "/messages" + query.text,
            for: LeaseBody.self,
            waiting: wait ?? .zero
        )
        switch output.format {
        case .table where answer.body.messages.isEmpty: break
        case .table:
            var table = MessageTable(session.console)
            let messages = answer.body.messages.map(\.message)
            session.console.write(table.rendered(messages, for: session.console))
        case .json: session.write(json: answer.bytes)
        case .ndjson: session.write(elementsOf: "messages", in: answer.bytes)
        }
        let missed = Consuming.missed(answer.body)
        for sentence in missed { session.console.complain(sentence) }
        guard answer.body.messages.isEmpty else { return .done }
        // The node says at once what will not come, and does not wait for more.
        let time = missed.isEmpty ? wait.map { " within \($0.text)" } ?? "" : ""
        session.console.complain("there is no message for \(consumer.name)\(time)")
        return .no
    }
}
