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
            sent it.

            EXAMPLES
              pingctl events
              pingctl events --types member-join,member-dead,member-leave
              pingctl events --after 0 -o ndjson | head -3
              pingctl events --after 1795384800000042

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

    /// Returns by throwing, or never.
    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        client.pool.output = session.console
        let follower = EventFollower(
            client,
            types: types,
            after: after,
            reconnection: staying.reconnection
        )
        var table = EventTable(session.console)
        while true {
            for happening in try follower.advance(to: .now) {
                show(happening, &table, session.console)
            }
            try client.turn(until: follower.nextDeadline)
        }
    }

    private func show(
        _ happening: EventFollower.Happening,
        _ table: inout EventTable,
        _ console: Console
    ) {
        switch happening {
        case .event(let event, _):
            if event.type == "gap" { console.complain(Self.sentence(of: event)) }
            switch output.format {
            case .table where event.type == "gap": break
            case .table: console.write(table.rendered(event, for: console))
            case .json, .ndjson: console.write(Self.line(event.data))
            }
        case .broke(let error): console.complain(PatientClient.broken(error, staying.reconnect))
        case .resumed: console.complain(PatientClient.resumed)
        }
    }

    private static func sentence(of event: StreamEvent) -> String {
        let gap = try? JSONDecoder().decode(GapBody.self, from: Data(event.data))
        return gap?.sentence ?? "some events cannot be had"
    }

    /// pingd sends JSON without a line end in it; whoever does otherwise makes no second line.
    private static func line(_ data: [UInt8]) -> [UInt8] {
        (data.contains(0x0A) ? JSONElements.compact(data) : data) + [0x0A]
    }
}
