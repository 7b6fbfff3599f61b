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
            did, 1 when none did. n members make n * n messages a round. With several nodes each \
            pings the others, and each line names the node.

            EXAMPLES
              pingctl ping
              pingctl ping --count 3 node2 node3
              pingctl ping --interval 200ms -o ndjson
              pingctl ping --url http://10.0.0.1:8946 --url http://10.0.0.2:8946

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
        let clients = try connection.clients(environment: session.environment)
        clients[0].pool.output = session.console
        var (runs, failures) = ([] as [PingRun], 0)
        for client in clients {
            do throws(PingctlError) {
                guard let run = try run(client, session) else {
                    failures += 1
                    continue
                }
                runs.append(run)
            } catch {
                guard clients.count > 1 else { throw error }
                failures += 1
                if failures == clients.count { throw error }
                session.console.complain(error.sentence(at: client.server))
            }
        }
        guard !runs.isEmpty else { return .no }
        if let interruption = Interruption.watch() {
            clients[0].pool.descriptors = [interruption]
        }
        let severed = try drive(runs, of: clients.count, session)
        for run in runs { summarise(run, of: clients.count, session) }
        if let error = severed, clients.count == 1 { throw error }
        let statuses = runs.map(\.report.exitStatus)
        if statuses.allSatisfy({ $0 == .no }) { return severed?.exitStatus ?? .no }
        let isWhole = failures == 0 && severed == nil && statuses.allSatisfy { $0 == .done }
        return isWhole ? .done : .partly
    }

    /// Until all are done, or Ctrl-C comes.
    ///
    /// - Returns: the last error that ended one of them.
    private func drive(
        _ runs: [PingRun],
        of nodes: Int,
        _ session: Session
    ) throws(PingctlError) -> PingctlError? {
        var (going, last) = (runs, nil as PingctlError?)
        while !going.isEmpty, !Interruption.hasHappened {
            for run in going {
                do throws(PingctlError) {
                    let node = nodes > 1 ? run.server : nil
                    for happening in try run.advance() { show(happening, of: node, session) }
                } catch {
                    last = error
                    going.removeAll { $0 === run }
                    if nodes > 1 { session.console.complain(error.sentence(at: run.server)) }
                }
            }
            going.removeAll(where: \.isDone)
            guard let deadline = going.map(\.nextDeadline).min() else { break }
            try going[0].turn(until: deadline)
        }
        return last
    }

    /// What is sent through one node; `nil`, said why, when there is nobody to send it to.
    private func run(_ client: GatewayClient, _ session: Session) throws(PingctlError) -> PingRun? {
        let recipients = try recipients(client, session.console)
        guard !recipients.isEmpty else { return nil }
        if output.format == .table {
            let names = PrintableText.escaping(recipients.joined(separator: ", "))
            session.console.write("PING \(names) through \(client.server)\n")
        }
        let plan = PingRun.Plan(
            members: members.isEmpty ? [] : recipients,
            count: count,
            interval: interval,
            wait: wait
        )
        return PingRun(client, plan, staying.reconnection)
    }

    /// Whom it begins with; says why when that is nobody.
    private func recipients(
        _ client: GatewayClient,
        _ console: Console
    ) throws(PingctlError) -> [String] {
        let known = try client.ask("/members", for: MembersBody.self).body
        var members = Self.distinct(members)
        if connection.url.count > 1, members.count > 1 {
            // Each node pings the others.
            members.removeAll { $0 == known.localName }
        }
        if members.contains(known.localName) { throw .pingsItself(known.localName) }
        if !members.isEmpty {
            let unknown = members.filter { name in !known.members.contains { $0.name == name } }
            for name in unknown { console.complain("no member is called \"\(name)\"") }
            return unknown.isEmpty ? members : []
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

    /// `node` is the one that sent the ping, where there are several.
    private func show(_ happening: PingRun.Happening, of node: GatewayURL?, _ session: Session) {
        func sentence(_ error: PingctlError) -> String {
            node.map { error.sentence(at: $0) } ?? error.sentence
        }
        switch happening {
        case .connection(.broke(let error)):
            session.console.complain(PatientClient.broken(sentence(error), staying.reconnect))
        case .connection(.resumed): session.console.complain(PatientClient.resumed(at: node))
        case .skipped(let error): session.console.complain("nobody was pinged: \(sentence(error))")
        default: break
        }
        switch output.format {
        case .table:
            let columns = session.console.columns
            let line = PingLine.text(happening, within: wait, through: node, columns: columns)
            if let line { session.console.write(line) }
        case .ndjson:
            if let line = PingLine.json(happening, through: node) { session.write(json: line) }
        case .json: break
        }
    }

    private func summarise(_ run: PingRun, of nodes: Int, _ session: Session) {
        var report = run.report
        // Nothing was sent, for the node could not even be listened to.
        guard !report.ledger.tallies.isEmpty else { return }
        if nodes > 1 { report.node = run.server }
        switch output.format {
        case .table: session.console.write(report.table(for: session.console))
        case .json, .ndjson: session.write(json: report.json)
        }
    }
}
