// SPDX-License-Identifier: Apache-2.0

import JSONText

/// Contexts for people and for programs.
enum ContextTable {
    static func show(
        _ contexts: [NodeContext],
        of file: ContextFile,
        as format: OutputFormat,
        _ session: Session
    ) {
        switch format {
        case .table:
            var table = Table(
                header: ["NAME", "IN USE", "URL", "NETRC", "TOKEN FILE", "CA FILE"],
                for: session.console,
                dispensable: [3]
            )
            let rows = contexts.map { context in
                [
                    Table.Cell(context.name),
                    Table.Cell(context.name == file.current ? "*" : "", colour: .green),
                    Table.Cell(context.url), Table.Cell(context.usesNetrc ? "yes" : ""),
                    Table.Cell(context.tokenFile ?? ""), Table.Cell(context.authorityFile ?? ""),
                ]
            }
            session.console.write(table.rendered(rows))
        case .json:
            var json = JSONWriter()
            json.openObject()
            json.key("contexts")
            json.openArray()
            for context in contexts { write(context, of: file, to: &json) }
            json.closeArray()
            json.closeObject()
            session.write(json: json.bytes)
        case .ndjson:
            for context in contexts {
                var json = JSONWriter()
                write(context, of: file, to: &json)
                session.write(json: json.bytes)
            }
        }
    }

    private static func write(
        _ context: NodeContext,
        of file: ContextFile,
        to json: inout JSONWriter
    ) {
        json.openObject()
        json.member("name", context.name)
        json.key("inUse")
        json.bool(context.name == file.current)
        json.member("url", context.url)
        if let path = context.tokenFile { json.member("tokenFile", path) }
        if let path = context.authorityFile { json.member("cacert", path) }
        json.key("netrc")
        json.bool(context.usesNetrc)
        json.closeObject()
    }
}
