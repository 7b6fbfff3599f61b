// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import JSONText

/// What probes measured from one member to others.
struct RoundTripTable {
    let from: String
    let probes: [ProbeBody]

    func show(as format: OutputFormat, _ session: Session) {
        switch format {
        case .table:
            var table = Table(
                header: ["FROM", "TO", "MS", "MEASURED"],
                for: session.console,
                dispensable: [3]
            )
            session.console.write(table.rendered(probes.map(row)))
        case .json:
            var json = JSONWriter()
            json.openObject()
            json.key("roundTrips")
            json.openArray()
            for probe in probes { write(probe, to: &json) }
            json.closeArray()
            json.closeObject()
            session.write(json: json.bytes)
        case .ndjson:
            for probe in probes {
                var json = JSONWriter()
                write(probe, to: &json)
                session.write(json: json.bytes)
            }
        }
    }

    private func row(_ probe: ProbeBody) -> [Table.Cell] {
        let time = probe.rttMs.map { Milliseconds.text(.microseconds(Int64($0 * 1_000))) }
        return [
            Table.Cell(from), Table.Cell(probe.name),
            Table.Cell(time ?? "", colour: time == nil ? .yellow : nil), Table.Cell(probe.at),
        ]
    }

    private func write(_ probe: ProbeBody, to json: inout JSONWriter) {
        json.openObject()
        json.member("from", from)
        json.member("to", probe.name)
        if let time = probe.rttMs {
            json.key("rttMs")
            json.thousandths(Milliseconds.thousandths(.microseconds(Int64(time * 1_000))))
        }
        json.member("at", probe.at)
        json.closeObject()
    }
}
