// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI
import JSONText

/// `pingctl ping`: POST /send of pings, GET /events of pongs.
struct PingCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "ping",
        abstract: "Sends pings through the node, and shows which members answer, and how soon.",
        discussion: """
            A member that plays the ping/pong game answers a ping of value n with a pong of n + 1, \
            to all members. A pong does not say who sent it; so each ping has a value of its own, \
            and whoever answers with the next one is the member that it went to. What cannot be \
            told apart so is counted, and attributed to nobody. The time is that from the request \
            to the event, with HTTP both ways.

            Without a name every other member is pinged that is alive or suspect. Ctrl-C ends it \
            with the summary. Exit codes: 0 when each member answered at least once, 2 when some \
            did, 1 when none did. n members make n * n messages a round.

            EXAMPLES
              pingctl ping
              pingctl ping --count 3 node2 node3
              pingctl ping --interval 200ms -o ndjson

            \(ExitStatus.help)
            """
    )

    @Argument(
        help: ArgumentHelp("Whom to ping. (default: every other member)", valueName: "member"),
        completion: MemberNames.completion
    )
    var members: [String] = []

    @Option(help: ArgumentHelp("End after so many pings to each.", valueName: "number"))
    var count: Int?

    @Option(
        help: ArgumentHelp(
            "Time from ping to ping, at least 10ms. (default: 1s)",
            valueName: "duration"
        ),
        transform: ConnectionOptions.duration
    )
    var interval = Duration.seconds(1)

    @Option(
        help: ArgumentHelp(
            "How long a pong may take before it is called missing. (default: 2s)",
            valueName: "duration"
        ),
        transform: ConnectionOptions.duration
    )
    var wait = Duration.seconds(2)

    @OptionGroup(title: "Following")
    var staying: FollowOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func validate() throws {
        guard count ?? 1 > 0 else { throw ValidationError("--count is at least 1") }
        guard interval >= .milliseconds(10) else {
            throw ValidationError("--interval is at least 10ms")
        }
    }

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        let recipients = try recipients(client, session.console)
        guard !recipients.isEmpty else { return .no }
        let plan = PingRun.Plan(
            members: Self.distinct(members),
            count: count,
            interval: interval,
            wait: wait
        )
        let run = PingRun(client, plan, staying.reconnection)
        client.pool.output = session.console
        if let interruption = Interruption.watch() { client.pool.descriptors = [interruption] }
        if output.format == .table {
            let names = PrintableText.escaping(recipients.joined(separator: ", "))
            session.console.write("PING \(names) through \(client.server)\n")
        }
        do {
            while !run.isDone, !Interruption.hasHappened {
                for happening in try run.advance() { show(happening, plan, session) }
                if !run.isDone { try client.turn(until: run.nextDeadline) }
            }
        } catch {
            if !run.report.ledger.tallies.isEmpty { summarise(run.report, session) }
            throw error
        }
        summarise(run.report, session)
        return run.report.exitStatus
    }

    /// Whom it begins with; says why when that is nobody.
    private func recipients(
        _ client: GatewayClient,
        _ console: Console
    ) throws(PingctlError) -> [String] {
        let known = try client.ask("/members", for: MembersBody.self).body
        if members.contains(known.localName) { throw .pingsItself(known.localName) }
        if !members.isEmpty {
            let unknown = members.filter { name in !known.members.contains { $0.name == name } }
            for name in unknown { console.complain("no member is called \"\(name)\"") }
            return unknown.isEmpty ? Self.distinct(members) : []
        }
        let others = known.members.filter {
            !$0.isSelf && ["alive", "suspect"].contains($0.state)
        }
        if others.isEmpty { console.complain("there is no other member to ping") }
        return others.map(\.name)
    }

    private static func distinct(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    private func show(_ happening: PingRun.Happening, _ plan: PingRun.Plan, _ session: Session) {
        switch happening {
        case .connection(.broke(let error)):
            session.console.complain(PatientClient.broken(error, staying.reconnect))
        case .connection(.resumed): session.console.complain(PatientClient.resumed)
        case .skipped(let error): session.console.complain("nobody was pinged: \(error.sentence)")
        default: break
        }
        switch output.format {
        case .table:
            if let line = PingLine.text(happening, plan) { session.console.write(line) }
        case .ndjson: if let line = PingLine.json(happening) { session.write(json: line) }
        case .json: break
        }
    }

    private func summarise(_ report: PingReport, _ session: Session) {
        switch output.format {
        case .table: session.console.write(report.table(for: session.console))
        case .json, .ndjson: session.write(json: report.json)
        }
    }
}
