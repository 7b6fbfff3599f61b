// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// `pingctl consumers dead`: GET /messages/dead.
struct DeadLettersCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead",
        abstract: "Shows messages that a consumer had five times and never acknowledged.",
        discussion: """
            How often that is, pingd --delivery-attempts says. They stay until pingctl consumers \
            discard forgets them.

            EXAMPLES
              pingctl consumers dead
              pingctl consumers dead --consumer mailer -o ndjson

            \(ExitStatus.help)
            """
    )

    @Option(
        help: ArgumentHelp("Only of this consumer.", valueName: "name"),
        completion: ConsumerNames.completion
    )
    var consumer: String?

    @Option(help: ArgumentHelp("Only letters with a higher number.", valueName: "number"))
    var after: UInt64?

    @Option(help: ArgumentHelp("At most so many. (default: all)", valueName: "number"))
    var limit: Int?

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    /// The most that a node gives at once.
    private static let pageLimit = 1_000

    func validate() throws {
        if let consumer { try ConsumerNames.check(consumer) }
        guard limit ?? 1 > 0 else { throw ValidationError("--limit is at least 1") }
    }

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        var table = Table(
            header: ["NUMBER", "CONSUMER", "TIMES", "SEQ", "RECEIVED", "FROM", "BYTES", "MESSAGE"],
            for: session.console,
            dispensable: [6, 3, 4],
            tailColumns: 24
        )
        var (place, left, isFirst) = (after, limit ?? .max, true)
        while left > 0 {
            let answer = try client.ask(target(place, left), for: DeadLettersBody.self)
            let letters = answer.body.letters
            if isFirst || !letters.isEmpty { show(answer, isFirst, &table, session) }
            guard let last = letters.last else { break }
            left -= min(left, letters.count)
            (place, isFirst) = (last.number, false)
        }
        return .done
    }

    private func target(_ place: UInt64?, _ left: Int) -> String {
        var query = QueryText()
        if let consumer { query.append("consumer", consumer) }
        if let place { query.append("after", "\(place)") }
        query.append("limit", "\(min(left, Self.pageLimit))")
        return "/messages/dead" + query.text
    }

    private func show(
        _ answer: GatewayClient.Answer<DeadLettersBody>,
        _ isFirst: Bool,
        _ table: inout Table,
        _ session: Session
    ) {
        switch output.format {
        case .table:
            let rows = answer.body.letters.map { letter in
                [
                    Table.Cell("\(letter.number)"), Table.Cell(letter.consumer),
                    Table.Cell("\(letter.attempts)"), Table.Cell("\(letter.message.seq)"),
                    Table.Cell(letter.message.receivedAt), Table.Cell(letter.message.from ?? ""),
                    Table.Cell("\(letter.message.bytes)"),
                    Table.Cell(MessageTable.summary(of: letter.message)),
                ]
            }
            session.console.write(isFirst ? table.rendered(rows) : table.continued(rows))
        case .json: session.write(json: answer.bytes)
        case .ndjson: session.write(elementsOf: "letters", in: answer.bytes)
        }
    }
}
