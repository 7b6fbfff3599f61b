// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

/// Messages as rows for people.
struct MessageTable {
    private var table: Table
    private var isEmpty = true

    init(_ console: Console) {
        table = Table(
            header: ["SEQ", "RECEIVED", "FROM", "VIA", "BYTES", "MESSAGE"],
            for: console,
            dispensable: [3, 4, 0, 1],
            tailColumns: 24
        )
    }

    /// The first rows under a header, later ones under them.
    mutating func rendered(_ messages: [MessageBody], for console: Console) -> String {
        table.terminalColumns = console.columns
        let rows = messages.map { Self.row($0) }
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
