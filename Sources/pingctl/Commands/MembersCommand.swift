// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// `pingctl members`: GET /members, once or for every change.
struct MembersCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "members",
        abstract: "Shows the members of the cluster, as the node sees them.",
        discussion: """
            With --watch the list is drawn anew on a terminal whenever it changes, until you press \
            Ctrl-C; elsewhere each member that changes follows, and with -o json the whole list.

            EXAMPLES
              pingctl members
              pingctl members --state alive,suspect --name 'web-*'
              pingctl members --meta zone=1a
              pingctl members --watch
              pingctl members -o ndjson | head -1
              pingctl members --url http://10.0.0.1:8946 --url http://10.0.0.2:8946

            \(ExitStatus.help)
            """
    )

    @Option(
        help: ArgumentHelp(
            "Only members in this state: alive, suspect, dead or left; repeatable, or a list.",
            valueName: "state"
        )
    )
    var state: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only members whose name matches, with * and ?. None at all is exit code 1.",
            valueName: "glob"
        )
    )
    var name: String?

    @Option(
        help: ArgumentHelp(
            "Only members that have this tag; repeatable, then all must hold.",
            valueName: "key=value"
        )
    )
    var meta: [String] = []

    @Flag(help: "Stay, and show what changes.")
    var watch = false

    @OptionGroup(title: "With --watch")
    var follow: FollowOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    /// How long the node holds a request in which nothing changes.
    private static let patience = Duration.seconds(30)

    private static let drawingInterval = Duration.seconds(1)

    func validate() throws {
        guard !watch || connection.url.count < 2 else {
            throw ValidationError("--watch follows one node; give one --url")
        }
        for tag in meta where TagText.parts(tag) == nil { throw TagText.error(tag) }
    }

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let clients = try connection.clients(environment: session.environment)
        guard clients.count == 1 else { return try askEach(clients, session) }
        let client = clients[0]
        let answer = try client.ask("/members" + filter.text, for: MembersBody.self)
        var table = MemberTable(session.console)
        let isDrawn = watch && output.format == .table && session.console.canRedraw
        switch output.format {
        case .table where isDrawn: break
        case .table: session.console.write(table.rendered(answer.body.members))
        case .json: session.write(json: answer.bytes)
        case .ndjson: session.write(elementsOf: "members", in: answer.bytes)
        }
        if isDrawn { try redraw(client, from: answer.body, &table, session.console) }
        if watch { try follow(client, from: answer.body, &table, session) }
        if let name, answer.body.members.isEmpty {
            session.console.complain("no member matches \"\(name)\"")
            return .no
        }
        return .done
    }

    private func askEach(
        _ clients: [GatewayClient],
        _ session: Session
    ) throws(PingctlError) -> ExitStatus {
        let target = "/members" + filter.text
        let answers = try GatewayClient.askEach(clients, target, for: MembersBody.self)
        return try session.showEach(answers, as: output.format) { shown in
            var table = MemberTable(session.console, namesNodes: true)
            let rows = shown.flatMap { node, body in body.members.map { (node, $0) } }
            return table.rendered(rows)
        }
    }

    private var filter: QueryText {
        var query = QueryText()
        if !state.isEmpty { query.append("state", state.joined(separator: ",")) }
        if let name { query.append("name", name) }
        for case let (key, value)? in meta.map(TagText.parts) {
            query.append("meta." + key, value)
        }
        return query
    }

    /// Returns by throwing, or never.
    private func follow(
        _ client: GatewayClient,
        from first: MembersBody,
        _ table: inout MemberTable,
        _ session: Session
    ) throws(PingctlError) {
        var reconnection = follow.reconnection
        reconnection.succeed()
        client.pool.output = session.console
        var patient = PatientClient(client, reconnection, session.console)
        var last = first
        while true {
            var query = filter
            query.append("after", "\(last.version)")
            query.append("wait", Self.patience.text)
            let answer = try patient.ask(
                "/members" + query.text,
                for: MembersBody.self,
                waiting: Self.patience,
                isEmpty: { $0.version == last.version }
            )
            if answer.body.version != last.version { show(answer, since: last, &table, session) }
            last = answer.body
        }
    }

    /// Returns by throwing, or never.
    ///
    /// Asks more often than for lines, so that a window that has become narrower is soon in order.
    private func redraw(
        _ client: GatewayClient,
        from first: MembersBody,
        _ table: inout MemberTable,
        _ console: Console
    ) throws(PingctlError) {
        var reconnection = follow.reconnection
        reconnection.succeed()
        client.pool.output = console
        var patient = PatientClient(client, reconnection, console)
        var last = first
        console.write("\u{1B}[2J")
        while true {
            console.write(table.screen(last, of: client.server, for: console))
            var query = filter
            query.append("after", "\(last.version)")
            query.append("wait", Self.drawingInterval.text)
            last =
                try patient.ask(
                    "/members" + query.text,
                    for: MembersBody.self,
                    waiting: Self.drawingInterval,
                    isEmpty: { $0.version == last.version }
                )
                .body
        }
    }

    private func show(
        _ answer: GatewayClient.Answer<MembersBody>,
        since last: MembersBody,
        _ table: inout MemberTable,
        _ session: Session
    ) {
        let changed = answer.body.members.indices.filter {
            !last.members.contains(answer.body.members[$0])
        }
        let names = Set(answer.body.members.map(\.name))
        switch output.format {
        case .table:
            table.fit(session.console)
            let gone = last.members.filter { !names.contains($0.name) }
            let rows = table.continued(changed.map { answer.body.members[$0] }, gone: gone)
            if !rows.isEmpty { session.console.write(rows) }
        case .json:
            session.write(json: answer.bytes)
        case .ndjson:
            let elements = JSONElements.elements(of: "members", in: answer.bytes) ?? []
            for index in changed where index < elements.count {
                session.write(json: Array(elements[index]))
            }
        }
    }
}
