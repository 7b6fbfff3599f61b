// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import JSONText

/// Members as rows for people.
struct MemberTable {
    private var table: Table
    private let namesNodes: Bool

    /// With `namesNodes` there is a first column for the node that was asked.
    init(_ console: Console, namesNodes: Bool = false) {
        let header = ["NAME", "ADDRESS", "STATE", "SELF", "INCARNATION", "SINCE", "META"]
        self.namesNodes = namesNodes
        table = Table(
            header: (namesNodes ? ["NODE"] : []) + header,
            for: console,
            dispensable: [4, 5, 3].map { namesNodes ? $0 + 1 : $0 }
        )
    }

    /// Members as several nodes see them.
    mutating func rendered(_ members: [(node: String, member: MemberBody)]) -> String {
        table.rendered(members.map { [Table.Cell($0.node)] + Self.row($0.member) })
    }

    /// A whole screen, drawn over the one before: a line of counts, and as many members as fit.
    mutating func screen(
        _ members: MembersBody,
        of server: GatewayURL,
        for console: Console
    ) -> String {
        fit(console)
        let counts = members.counts
        let title =
            "\(members.localName) at \(server): \(counts.alive) alive, \(counts.suspect) suspect, "
            + "\(counts.dead) dead, \(counts.left) left"
        let columns = console.columns ?? 80
        var lines = [DisplayWidth.cut(PrintableText.escaping(title), to: columns), ""]
        lines += rendered(members.members).split(separator: "\n").map(String.init)
        // The last line stays free: an end of line there would scroll the screen.
        let room = max(4, (console.rows ?? 24) - 1)
        if lines.count > room {
            let hidden = lines.count - room + 1
            lines = lines.prefix(room - 1) + ["and \(hidden) more"]
        }
        return "\u{1B}[H" + lines.map { $0 + "\u{1B}[K\n" }.joined() + "\u{1B}[J"
    }

    /// The window may have changed since.
    mutating func fit(_ console: Console) { table.terminalColumns = console.columns }

    mutating func rendered(_ members: [MemberBody]) -> String {
        table.rendered(members.map { Self.row($0) })
    }

    /// Rows under the first ones: members that changed, and members that are listed no more.
    mutating func continued(_ members: [MemberBody], gone: [MemberBody]) -> String {
        table.continued(
            members.map { Self.row($0) } + gone.map { Self.row($0, state: "gone") }
        )
    }

    private static func row(_ member: MemberBody, state: String? = nil) -> [Table.Cell] {
        let state = state ?? member.state
        return [
            Table.Cell(member.name),
            Table.Cell(member.address),
            Table.Cell(state, colour: colour(of: state)),
            Table.Cell(member.isSelf ? "*" : ""),
            Table.Cell("\(member.incarnation)"),
            Table.Cell(member.since),
            Table.Cell(summary(of: member)),
        ]
    }

    static func colour(of state: String) -> Table.Colour? {
        switch state {
        case "alive": .green
        case "suspect": .yellow
        case "dead": .red
        default: .dim
        }
    }

    /// Tags as `key=value` without what pingd says of itself, other metadata by its base64.
    static func summary(of member: MemberBody) -> String {
        guard case .object(let fields) = member.meta else { return member.metaBase64 }
        return fields.filter { $0.key != "pingd" }.map { "\($0.key)=\($0.value.plainText)" }
            .joined(separator: " ")
    }
}
