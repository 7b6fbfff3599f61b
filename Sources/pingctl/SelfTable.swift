// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

/// A node's report of itself, one fact a line.
enum SelfTable {
    static func rendered(_ node: SelfBody, for console: Console) -> String {
        var table = Table(header: ["", ""], for: console)
        let protocols = node.protocolVersions
        let state =
            node.leaving
            ? Table.Cell("leaving", colour: .dim)
            : node.ready
                ? Table.Cell("ready", colour: .green) : Table.Cell("not ready", colour: .yellow)
        var rows: [[Table.Cell]] = [
            [Table.Cell("name"), Table.Cell(node.name)],
            [Table.Cell("state"), state],
            [Table.Cell("joined"), Table.Cell(node.joined ? "yes" : "no")],
            [Table.Cell("address"), Table.Cell(node.address)],
            [Table.Cell("bind"), Table.Cell(node.bind)],
            [Table.Cell("http"), Table.Cell(node.http)],
            [Table.Cell("version"), Table.Cell(node.version)],
            [Table.Cell("uptime"), Table.Cell(uptime(node.uptimeSeconds))],
            [Table.Cell("incarnation"), Table.Cell("\(node.incarnation)")],
            [Table.Cell("health score"), Table.Cell("\(node.healthScore)")],
            [
                Table.Cell("protocol"),
                Table.Cell("\(protocols.current) (\(protocols.min)-\(protocols.max))"),
            ],
        ]
        rows += numbers("queue", node.queues) + numbers("counter", node.counters)
        return table.rendered(rows)
    }

    private static func numbers(_ kind: String, _ values: [String: UInt64]) -> [[Table.Cell]] {
        values.sorted { $0.key < $1.key }
            .map { [Table.Cell("\(kind) \($0.key)"), Table.Cell("\($0.value)")] }
    }

    /// The two largest units that are not zero: `2d 3h`, `5m 7s`, `12s`.
    private static func uptime(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e12 else { return "" }
        let whole = Int(seconds)
        let parts = [
            (whole / 86_400, "d"), (whole / 3_600 % 24, "h"), (whole / 60 % 60, "m"),
            (whole % 60, "s"),
        ]
        let shown = parts.drop { $0.0 == 0 }.prefix(2)
        return shown.isEmpty ? "0s" : shown.map { "\($0.0)\($0.1)" }.joined(separator: " ")
    }
}
