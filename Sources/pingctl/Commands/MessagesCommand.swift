// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// `pingctl messages`: GET /messages, once or for every message that comes.
struct MessagesCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "messages",
        abstract: "Shows the messages that reached the node.",
        discussion: """
            The inbox holds the newest ones; what fell out is said on standard error. FROM is a \
            dash where the protocol does not tell the sender, as with all that comes by stream.

            With --follow what is held is shown, and then every message that comes, until you \
            press Ctrl-C. A broken connection is made again, and goes on where it was. Of several \
            nodes each line names its node; without --follow they are in the order of their time.

            EXAMPLES
              pingctl messages
              pingctl messages --key ping --limit 10
              pingctl messages --follow --after 1795384800000000
              pingctl messages --follow --limit 1 -o ndjson
              pingctl messages --url http://10.0.0.1:8946 --url http://10.0.0.2:8946

            \(ExitStatus.help)
            """
    )

    @Option(
        help: ArgumentHelp(
            "Only messages with a higher number, see SEQ. (default: all that are held)",
            valueName: "seq"
        )
    )
    var after: UInt64?

    @Option(help: ArgumentHelp("End after so many messages.", valueName: "number"))
    var limit: Int?

    @Option(
        help: ArgumentHelp("Only messages of the ping/pong game with this key.", valueName: "key")
    )
    var key: String?

    @Flag(help: "Stay, and show what comes.")
    var follow = false

    @OptionGroup(title: "With --follow")
    var staying: FollowOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    /// How long the node holds a request while no message comes.
    static let patience = Duration.seconds(30)
    /// The most that a node gives at once.
    private static let pageLimit = 1_000

    func validate() throws {
        guard limit ?? 1 > 0 else { throw ValidationError("--limit is at least 1") }
        guard after ?? 0 == 0 || connection.url.count < 2 else {
            throw ValidationError("--after is a number of one node; give one --url")
        }
    }

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let clients = try connection.clients(environment: session.environment)
        guard clients.count == 1 else { return try mergeInboxes(clients, session) }
        let client = clients[0]
        if follow { client.pool.output = session.console }
        let reconnection = follow ? staying.reconnection : Reconnection(limit: .zero)
        var patient = PatientClient(client, reconnection, session.console)
        var table = MessageTable(session.console)
        var place = after
        var left = limit ?? .max
        var isFirst = true
        while left > 0 {
            let answer = try patient.ask(
                target(after: place, limit: left),
                for: MessagesBody.self,
                waiting: follow ? Self.patience : .zero,
                isEmpty: { follow && $0.messages.isEmpty }
            )
            let page = answer.body
            sayGap(page, after: place, session.console)
            if !page.messages.isEmpty || (isFirst && !follow) {
                show(answer, &table, session)
            }
            if page.messages.isEmpty && !follow { break }
            left -= page.messages.count
            place = page.next == 0 ? 0 : page.next - 1
            isFirst = false
        }
        return .done
    }

    func target(after place: UInt64?, limit left: Int) -> String {
        var query = QueryText()
        if let place { query.append("after", "\(place)") }
        query.append("limit", "\(min(left, Self.pageLimit))")
        if let key { query.append("key", key) }
        if follow { query.append("wait", Self.patience.text) }
        return "/messages" + query.text
    }

    private func sayGap(_ page: MessagesBody, after place: UInt64?, _ console: Console) {
        if let sentence = Self.gap(page, after: place) { console.complain(sentence) }
    }

    /// What cannot be had any more of what was asked for; `nil`: all can.
    static func gap(_ page: MessagesBody, after place: UInt64?) -> String? {
        guard page.gap, let place else { return nil }
        if place >= page.next {
            return "the node has given no message the number \(place) yet; "
                + "the next one is \(page.next)"
        }
        if place &+ 1 < page.oldest {
            return "messages \(place + 1) to \(page.oldest - 1) are not held any more"
        }
        return "some messages after \(place) are not held any more"
    }

    private func show(
        _ answer: GatewayClient.Answer<MessagesBody>,
        _ table: inout MessageTable,
        _ session: Session
    ) {
        switch output.format {
        case .table:
            session.console.write(table.rendered(answer.body.messages, for: session.console))
        case .json: session.write(json: answer.bytes)
        case .ndjson: session.write(elementsOf: "messages", in: answer.bytes)
        }
    }
}
