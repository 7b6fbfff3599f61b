// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

/// Members as rows for people.
struct MemberTable {
    private var table: Table

    init(_ console: Console) {
        table = Table(
            header: ["NAME", "ADDRESS", "STATE", "SELF", "INCARNATION", "SINCE", "META"],
            for: console,
            dispensable: [4, 5, 3]
        )
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
