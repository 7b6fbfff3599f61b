// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

/// The keys of a ring as rows for people.
enum KeyTable {
    static func show(
        _ answer: GatewayClient.Answer<KeysBody>,
        as format: OutputFormat,
        _ session: Session
    ) {
        switch format {
        case .table: session.console.write(rendered(answer.body, for: session.console))
        case .json: session.write(json: answer.bytes)
        case .ndjson: session.write(elementsOf: "keys", in: answer.bytes)
        }
    }

    /// The same after a change; people are told when it does not last.
    static func showChanged(
        _ answer: GatewayClient.Answer<KeysBody>,
        as format: OutputFormat,
        _ session: Session
    ) {
        show(answer, as: format, session)
        if !answer.body.saved {
            session.console.complain(
                "this lasts until the node ends: it has no file for its keys (pingd --keyring)"
            )
        }
    }

    private static func rendered(_ body: KeysBody, for console: Console) -> String {
        var table = Table(header: ["ID", "PRIMARY", "BITS"], for: console)
        return table.rendered(
            body.keys.map { key in
                [
                    Table.Cell(key.id), Table.Cell(key.primary ? "*" : ""),
                    Table.Cell("\(key.bits)"),
                ]
            }
        )
    }
}
