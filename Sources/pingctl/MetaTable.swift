// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

/// This node's tags, one a line, and the room for more.
enum MetaTable {
    static func rendered(_ meta: MetaBody, for console: Console) -> String {
        var table = Table(header: ["TAG", "VALUE"], for: console)
        var rows: [[Table.Cell]] = []
        if case .object(let fields) = meta.meta {
            rows = fields.map { [Table.Cell($0.key), Table.Cell($0.value.plainText)] }
        }
        let own = meta.reserved > 0 ? ", \(meta.reserved) of them the node's own words" : ""
        return (rows.isEmpty ? "" : table.rendered(rows) + "\n")
            + "\(meta.left) bytes left; \(meta.bytes) of \(meta.limit) are taken\(own)\n"
    }
}
