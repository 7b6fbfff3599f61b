// SPDX-License-Identifier: Apache-2.0

import JSONText

/// What ping says at its end.
struct PingReport {
    let ledger: PingLedger
    let elapsed: Duration
    /// Through which the pings went, where there are several.
    var node: GatewayURL?

    private var total: PingLedger.Tally {
        ledger.tallies.values.reduce(into: PingLedger.Tally()) { sum, tally in
            sum.sent += tally.sent
            sum.failed += tally.failed
            sum.answered += tally.answered
            sum.duplicates += tally.duplicates
            sum.times.add(tally.times)
        }
    }

    /// Whoever answered once is there.
    var exitStatus: ExitStatus {
        let answering = ledger.tallies.values.count { $0.answered > 0 }
        if answering == 0 { return .no }
        return answering == ledger.tallies.count ? .done : .partly
    }

    func table(for console: Console) -> String {
        var table = Table(
            header: ["MEMBER", "SENT", "FAILED", "PONGS", "LOSS", "MIN", "AVG", "MAX", "STDDEV"],
            for: console,
            dispensable: [2, 8, 5, 1]
        )
        let rows = ledger.tallies.sorted { $0.key < $1.key }.map { Self.row($0.key, $0.value) }
        let all = total
        var text = "\n" + (node.map { "through \($0)\n" } ?? "") + table.rendered(rows)
        text += "\(all.sent + all.failed) pings, \(all.answered) pongs, "
        text += "\(all.lossPercent)% loss, in \(Self.seconds(elapsed)) s"
        if all.times.count > 0 {
            let times =
                [all.times.least, all.times.average, all.times.most]
                + [all.times.standardDeviation]
            text += "\nround trip min/avg/max/stddev "
            text += times.map(Milliseconds.text).joined(separator: "/") + " ms"
        }
        if all.duplicates > 0 { text += "\npongs that came again: \(all.duplicates)" }
        if ledger.unrelated > 0 {
            text += "\nother pongs, which answer none of these pings: \(ledger.unrelated)"
        }
        return text + "\n"
    }

    private static func row(_ member: String, _ tally: PingLedger.Tally) -> [Table.Cell] {
        let loss = tally.lossPercent
        var cells = [
            Table.Cell(member), Table.Cell("\(tally.sent)"), Table.Cell("\(tally.failed)"),
            Table.Cell("\(tally.answered)"),
            Table.Cell("\(loss)%", colour: loss == 0 ? .green : loss == 100 ? .red : .yellow),
        ]
        let times = tally.times
        for time in [times.least, times.average, times.most, times.standardDeviation] {
            cells.append(Table.Cell(times.count == 0 ? "" : Milliseconds.text(time)))
        }
        return cells
    }

    private static func seconds(_ duration: Duration) -> String {
        let tenths = Int64((duration / .milliseconds(100)).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// One object with the numbers of each member, and of all together.
    var json: [UInt8] {
        var json = JSONWriter()
        json.openObject()
        if let node { json.member("node", "\(node)") }
        let all = total
        Self.write(all, to: &json)
        json.key("unrelated")
        json.integer(ledger.unrelated)
        json.key("elapsedMs")
        json.thousandths(Milliseconds.thousandths(elapsed))
        json.key("members")
        json.openArray()
        for (member, tally) in ledger.tallies.sorted(by: { $0.key < $1.key }) {
            json.openObject()
            json.member("member", member)
            Self.write(tally, to: &json)
            json.closeObject()
        }
        json.closeArray()
        json.closeObject()
        return json.bytes
    }

    private static func write(_ tally: PingLedger.Tally, to json: inout JSONWriter) {
        json.key("sent")
        json.integer(tally.sent)
        json.key("failed")
        json.integer(tally.failed)
        json.key("pongs")
        json.integer(tally.answered)
        json.key("duplicates")
        json.integer(tally.duplicates)
        json.key("lossPercent")
        json.integer(tally.lossPercent)
        guard tally.times.count > 0 else { return }
        json.key("minMs")
        json.thousandths(Milliseconds.thousandths(tally.times.least))
        json.key("avgMs")
        json.thousandths(Milliseconds.thousandths(tally.times.average))
        json.key("maxMs")
        json.thousandths(Milliseconds.thousandths(tally.times.most))
        json.key("stddevMs")
        json.thousandths(Milliseconds.thousandths(tally.times.standardDeviation))
    }
}
