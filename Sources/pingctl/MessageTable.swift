// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

/// Messages as rows for people.
struct MessageTable {
    private var table: Table
    private var isEmpty = true

    /// With `namesNodes` there is a first column for the node whose inbox it is.
    init(_ console: Console, namesNodes: Bool = false) {
        let header = ["SEQ", "RECEIVED", "FROM", "VIA", "BYTES", "MESSAGE"]
        table = Table(
            header: (namesNodes ? ["NODE"] : []) + header,
            for: console,
            dispensable: [3, 4, 0, 1].map { namesNodes ? $0 + 1 : $0 },
            tailColumns: 24
        )
    }

    /// The same, of several nodes.
    mutating func rendered(
        _ messages: [(node: GatewayURL, message: MessageBody)],
        for console: Console
    ) -> String {
        rendered(
            rows: messages.map { [Table.Cell("\($0.node)")] + Self.row($0.message) },
            for: console
        )
    }

    /// The first rows under a header, later ones under them.
    mutating func rendered(_ messages: [MessageBody], for console: Console) -> String {
        rendered(rows: messages.map { Self.row($0) }, for: console)
    }

    private mutating func rendered(rows: [[Table.Cell]], for console: Console) -> String {
        table.terminalColumns = console.columns
        guard isEmpty else { return table.continued(rows) }
        isEmpty = false
        return table.rendered(rows)
    }

    private static func row(_ message: MessageBody) -> [Table.Cell] {
        [
            Table.Cell("\(message.seq)"), Table.Cell(message.receivedAt),
            Table.Cell(message.from ?? ""), Table.Cell(message.via),
            Table.Cell("\(message.bytes)"), Table.Cell(summary(of: message)),
        ]
    }

    /// What it says: `key=ping value=0`, its text, or its bytes in base64.
    static func summary(of message: MessageBody) -> String {
        if let key = message.key, let value = message.value { return "key=\(key) value=\(value)" }
        if let text = message.text { return text }
        if let base64 = message.base64 { return "base64 " + base64 }
        return "too large for an event, see pingctl messages --after \(message.seq &- 1) --limit 1"
    }
}
