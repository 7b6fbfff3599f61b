// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FoundationEssentials
import GatewayAPI

/// `pingctl events`: GET /events.
struct EventsCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Shows what happens, as it happens, until you press Ctrl-C.",
        discussion: """
            Types are member-join, member-update, member-suspect, member-alive, member-dead, \
            member-leave, message, ping and pong. A broken connection is made again, and goes on \
            where it was. What cannot be had any more is said on standard error, and is an event \
            of type gap. With -o json and ndjson each event is one line: its data, as the server \
            sent it. Of several nodes each line names its node, and all are followed until none \
            can be any more.

            EXAMPLES
              pingctl events
              pingctl events --types member-join,member-dead,member-leave
              pingctl events --after 0 -o ndjson | head -3
              pingctl events --after 1795384800000042
              pingctl events --url http://10.0.0.1:8946 --url http://10.0.0.2:8946

            \(ExitStatus.help)
            """
    )

    @Option(
        help: ArgumentHelp("Only events of these types; repeatable, or a list.", valueName: "types")
    )
    var types: [String] = []

    @Option(
        help: ArgumentHelp(
            "Begin behind the event with this number, see ID; 0 is all that is held. (default: "
                + "what happens next)",
            valueName: "id"
        )
    )
    var after: UInt64?

    @OptionGroup(title: "Following")
    var staying: FollowOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func validate() throws {
        guard after ?? 0 == 0 || connection.url.count < 2 else {
            throw ValidationError("--after is a number of one node; give one --url")
        }
    }

    /// Returns by throwing, or never.
    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let clients = try connection.clients(environment: session.environment)
        clients[0].pool.output = session.console
        var followers = clients.map { client in
            EventFollower(client, types: types, after: after, reconnection: staying.reconnection)
        }
        var table = EventTable(session.console, namesNodes: clients.count > 1)
        while true {
            for follower in followers {
                let node = clients.count > 1 ? follower.server : nil
                do throws(PingctlError) {
                    for happening in try follower.advance(to: .now) {
                        show(happening, of: node, &table, session.console)
                    }
                } catch {
                    // The others go on.
                    followers.removeAll { $0 === follower }
                    if followers.isEmpty { throw error }
                    session.console.complain(error.sentence(at: follower.server))
                }
            }
            try clients[0].turn(until: followers.map(\.nextDeadline).min())
        }
    }

    /// `node` is the one that tells, where there are several.
    private func show(
        _ happening: EventFollower.Happening,
        of node: GatewayURL?,
        _ table: inout EventTable,
        _ console: Console
    ) {
        switch happening {
        case .event(let event, _):
            if event.type == "gap" {
                console.complain((node.map { "\($0): " } ?? "") + Self.sentence(of: event))
            }
            switch output.format {
            case .table where event.type == "gap": break
            case .table: console.write(table.rendered(event, of: node, for: console))
            case .json, .ndjson: console.write(Self.line(event, of: node))
            }
        case .broke(let error):
            let sentence = node.map { error.sentence(at: $0) } ?? error.sentence
            console.complain(PatientClient.broken(sentence, staying.reconnect))
        case .resumed: console.complain(PatientClient.resumed(at: node))
        }
    }

    private static func sentence(of event: StreamEvent) -> String {
        let gap = try? JSONDecoder().decode(GapBody.self, from: Data(event.data))
        return gap?.sentence ?? "some events cannot be had"
    }

    /// pingd sends JSON without a line end in it; whoever does otherwise makes no second line.
    private static func line(_ event: StreamEvent, of node: GatewayURL?) -> [UInt8] {
        let data = event.data.contains(0x0A) ? JSONElements.compact(event.data) : event.data
        guard let node else { return data + [0x0A] }
        return NodeLine.json(node, "event", data) + [0x0A]
    }
}
