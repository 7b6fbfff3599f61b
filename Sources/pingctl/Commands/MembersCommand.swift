// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI
import Glibc

/// `pingctl members`: GET /members, once or for every change.
struct MembersCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "members",
        abstract: "Shows the members of the cluster, as the node sees them.",
        discussion: """
            With --watch the list is shown, and then every member that changes, until you \
            interrupt; with -o json the whole list after every change.

            EXAMPLES
              pingctl members
              pingctl members --state alive,suspect --name 'web-*'
              pingctl members --watch
              pingctl members -o ndjson | head -1

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

    @Flag(help: "Stay, and show what changes.")
    var watch = false

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    /// How long the node holds a request in which nothing changes.
    private static let patience = Duration.seconds(30)

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        let answer = try client.ask("/members" + filter.text, for: MembersBody.self)
        var table = MemberTable(isColoured: session.console.isColoured)
        switch connection.output {
        case .table: session.console.write(table.rendered(answer.body.members))
        case .json: session.write(json: answer.bytes)
        case .ndjson: session.write(elementsOf: "members", in: answer.bytes)
        }
        if watch { try follow(client, from: answer.body, &table, session) }
        if let name, answer.body.members.isEmpty {
            session.console.complain("no member matches \"\(name)\"")
            return .no
        }
        return .done
    }

    private var filter: QueryText {
        var query = QueryText()
        if !state.isEmpty { query.append("state", state.joined(separator: ",")) }
        if let name { query.append("name", name) }
        return query
    }

    /// Returns by throwing, or never.
    private func follow(
        _ client: GatewayClient,
        from first: MembersBody,
        _ table: inout MemberTable,
        _ session: Session
    ) throws(PingctlError) {
        var last = first
        while true {
            var query = filter
            query.append("after", "\(last.version)")
            query.append("wait", Self.patience.text)
            let asked = ContinuousClock.now
            let answer = try client.ask(
                "/members" + query.text,
                for: MembersBody.self,
                waiting: Self.patience
            )
            let next = answer.body
            if next.version != last.version {
                show(answer, since: last, &table, session)
            } else if ContinuousClock.now - asked < .seconds(1) {
                // A server that does not hold the request must not be asked in a tight loop.
                sleep(1)
            }
            last = next
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
        switch connection.output {
        case .table:
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
