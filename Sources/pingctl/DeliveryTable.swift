// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

/// What became of every copy of a message, as rows for people.
enum DeliveryTable {
    private static func colour(of status: String) -> Table.Colour {
        switch status {
        case "sent", "delivered": .green
        case "queued": .yellow
        default: .red
        }
    }

    static func rendered(_ results: [RecipientResultBody], for console: Console) -> String {
        var table = Table(
            header: ["TO", "STATUS", "VIA", "BYTES", "MS", "ERROR"],
            for: console,
            dispensable: [3, 2, 4]
        )
        return table.rendered(
            results.map { result in
                [
                    Table.Cell(result.to),
                    Table.Cell(result.status, colour: colour(of: result.status)),
                    Table.Cell(result.via),
                    Table.Cell("\(result.bytes)"),
                    Table.Cell("\(result.ms)"),
                    Table.Cell(result.error ?? ""),
                ]
            }
        )
    }
}
