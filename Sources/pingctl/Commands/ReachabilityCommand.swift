// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI
import JSONText

/// `pingctl reachability`: GET /probes, until each member has been probed anew.
struct ReachabilityCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "reachability",
        abstract: "Waits for an answer of every live member, and lists who gave none.",
        discussion: """
            The node probes its members in turn, one each probe interval (1 s unless told \
            otherwise), whatever program they run; this waits until each that is alive or suspect \
            has answered a new probe, or left two in a row without an answer. So it takes about a \
            second for each member. When some did not answer, the exit code is 1.

            EXAMPLES
              pingctl reachability
              pingctl reachability --wait 1m -o json

            \(ExitStatus.help)
            """
    )

    @Option(
        help: ArgumentHelp(
            "The longest to wait for all of them. (default: 30s, and 3s for each member)",
            valueName: "duration"
        ),
        transform: ConnectionOptions.duration
    )
    var wait: Duration?

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    /// How often the node is asked for what has ended.
    private static let interval = Duration.milliseconds(200)

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        client.pool.output = session.console
        let known = try client.ask("/members?state=alive,suspect", for: MembersBody.self).body
        let names = known.members.filter { !$0.isSelf }.map(\.name)
        var reachability = Reachability(members: names)
        var last = try client.ask("/probes", for: ProbesBody.self).body.last
        let deadline = ContinuousClock.now + (wait ?? .seconds(30) + .seconds(3) * names.count)
        var bar = ProgressBar("probed", environment: session.environment)
        do {
            while !reachability.isDone, .now < deadline {
                bar.show(reachability.settled, of: names.count)
                try client.pause(until: min(.now + Self.interval, deadline))
                let target = "/probes?after=\(last)"
                let answer = try client.ask(target, for: ProbesBody.self).body
                reachability.hear(answer.probes)
                last = max(last, answer.last)
            }
        } catch {
            bar.clear()
            throw error
        }
        bar.clear()
        show(reachability, names, session)
        return reachability.silent.isEmpty ? .done : .no
    }

    private func show(_ reachability: Reachability, _ names: [String], _ session: Session) {
        let silent = reachability.silent
        switch output.format {
        case .table:
            var table = Table(header: ["MEMBER", "ANSWER", "MS"], for: session.console)
            let rows = names.sorted().map { Self.row($0, reachability.findings[$0]) }
            if !rows.isEmpty { session.console.write(table.rendered(rows)) }
            let answered = names.count - silent.count
            session.console.write("\(answered) of \(names.count) members answered\n")
        case .json, .ndjson:
            var json = JSONWriter()
            json.openObject()
            json.key("asked")
            json.integer(names.count)
            json.key("answered")
            json.integer(names.count - silent.count)
            json.key("silent")
            json.openArray()
            for name in silent { json.string(name) }
            json.closeArray()
            json.closeObject()
            session.write(json: json.bytes)
        }
    }

    private static func row(_ name: String, _ finding: Reachability.Finding?) -> [Table.Cell] {
        guard case .answered(let time) = finding else {
            return [Table.Cell(name), Table.Cell("none", colour: .red), Table.Cell("")]
        }
        let text = Milliseconds.text(.microseconds(Int64(time * 1_000)))
        return [Table.Cell(name), Table.Cell("yes", colour: .green), Table.Cell(text)]
    }
}
