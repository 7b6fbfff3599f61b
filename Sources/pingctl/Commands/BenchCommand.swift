// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import JSONText

/// `pingctl bench`: POST /send, many times.
struct BenchCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Sends many messages through the node, and says how long each took.",
        discussion: """
            The time is that from the request to its answer, with HTTP both ways and the delivery \
            to every recipient between. A message counts as sent when all of its recipients got \
            it; of a failed one no time is counted. Ctrl-C ends it with what there is. Exit codes: \
            0 when all were sent, 2 when some were, 1 when none was.

            The messages reach whoever reads the inboxes of the members.

            EXAMPLES
              pingctl bench
              pingctl bench --to node2 --count 10000 --concurrency 8 --size 1000
              pingctl bench --count 100 -o json

            \(ExitStatus.help)
            """
    )

    @Option(
        help: ArgumentHelp(
            "A recipient's name; repeatable. Without it: every other member.",
            valueName: "name"
        ),
        completion: MemberNames.completion
    )
    var to: [String] = []

    @Option(help: ArgumentHelp("How many messages.", valueName: "number"))
    var count = 1_000

    @Option(help: ArgumentHelp("How many at once, 1 to 16.", valueName: "number"))
    var concurrency = 4

    @Option(help: ArgumentHelp("Bytes of each message.", valueName: "number"))
    var size = 24

    @Flag(help: "One packet instead of a stream; it may get lost unnoticed.")
    var bestEffort = false

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func validate() throws {
        guard 1...10_000_000 ~= count else {
            throw ValidationError("--count is 1 to 10000000")
        }
        guard 1...16 ~= concurrency else { throw ValidationError("--concurrency is 1 to 16") }
        guard 0...MessageOptions.fileLimitBytes ~= size else {
            throw ValidationError("--size is 0 to \(MessageOptions.fileLimitBytes)")
        }
    }

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        let order = SendOrderText(
            to: to,
            isBestEffort: bestEffort,
            timeout: connection.timeout
        )
        let payload = Payload.bytes(Array(repeating: UInt8(ascii: "x"), count: size))
        let (target, upload) = order.request(carrying: payload)
        let run = BenchRun(
            client,
            BenchRun.Plan(count: count, concurrency: concurrency, target: target, upload: upload)
        )
        client.pool.output = session.console
        if let interruption = Interruption.watch() { client.pool.descriptors = [interruption] }
        var bar = ProgressBar("bench", environment: session.environment)
        let begin = ContinuousClock.now
        do {
            try run.advance()
            while !run.isDone, !Interruption.hasHappened {
                try client.turn(until: bar.nextDeadline)
                try run.advance()
                bar.show(run.done, of: count)
            }
        } catch {
            bar.clear()
            throw error
        }
        bar.clear()
        show(run, begin.duration(to: .now), session)
        return run.exitStatus
    }

    private func show(_ run: BenchRun, _ elapsed: Duration, _ session: Session) {
        let report = LatencyReport(run.times)
        let rate = Double(run.times.count) / max(elapsed / .seconds(1), 0.000_001)
        let reasons = run.failures.sorted { $0.value > $1.value }
        guard output.format == .table else {
            var json = JSONWriter()
            json.openObject()
            json.key("sent")
            json.integer(run.times.count)
            json.key("failed")
            json.integer(run.failed)
            json.key("bytes")
            json.integer(size)
            json.key("elapsedMs")
            json.thousandths(Milliseconds.thousandths(elapsed))
            json.key("perSecond")
            json.integer(Int(rate))
            report.write(to: &json)
            json.closeObject()
            session.write(json: json.bytes)
            return complain(reasons, session.console)
        }
        session.console.write(
            "\(run.times.count) sent, \(run.failed) failed, of \(size) bytes, "
                + "\(concurrency) at once, in \(Milliseconds.text(elapsed)) ms\n"
                + "\(Int(rate)) messages a second\n"
        )
        if !run.times.isEmpty { session.console.write("\n" + report.table(for: session.console)) }
        complain(reasons, session.console)
    }

    private func complain(_ reasons: [(key: String, value: Int)], _ console: Console) {
        for (sentence, times) in reasons.prefix(5) {
            console.complain("\(times) failed: \(sentence)")
        }
    }
}
