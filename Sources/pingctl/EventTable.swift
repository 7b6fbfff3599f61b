// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GatewayAPI

/// Events as rows for people, one as soon as it comes.
struct EventTable {
    private var table: Table
    private var isEmpty = true

    private let namesNodes: Bool

    /// With `namesNodes` there is a first column for the node that tells.
    init(_ console: Console, namesNodes: Bool = false) {
        self.namesNodes = namesNodes
        table = Table(
            header: (namesNodes ? ["NODE"] : []) + ["ID", "TIME", "EVENT", "MEMBER", "DETAIL"],
            for: console,
            dispensable: namesNodes ? [1, 2] : [0, 1],
            tailColumns: namesNodes ? 20 : 36
        )
    }

    /// The first event comes with a header, with room for what is likely to follow.
    mutating func rendered(
        _ event: StreamEvent,
        of node: GatewayURL? = nil,
        for console: Console
    ) -> String {
        table.terminalColumns = console.columns
        let row = (namesNodes ? [Table.Cell(node.map { "\($0)" } ?? "")] : []) + Self.row(event)
        guard isEmpty else { return table.continued([row]) }
        isEmpty = false
        let widths = [0, "2026-11-22T22:00:01.250Z".count, "member-suspect".count, 8, 0]
        table.reserve((namesNodes ? [0] : []) + widths)
        return table.rendered([row])
    }

    private static func row(_ event: StreamEvent) -> [Table.Cell] {
        let (time, member, detail) = parts(event)
        return [
            Table.Cell(event.id), Table.Cell(time),
            Table.Cell(event.type, colour: colour(of: event.type)), Table.Cell(member),
            Table.Cell(detail),
        ]
    }

    /// What cannot be read, or is of a type that is not known here, is shown as it came.
    private static func parts(
        _ event: StreamEvent
    ) -> (time: String, member: String, detail: String) {
        let (data, decoder) = (Data(event.data), JSONDecoder())
        switch event.type {
        case "message", "ping", "pong":
            guard let message = try? decoder.decode(MessageBody.self, from: data) else { break }
            let text = MessageTable.summary(of: message)
            let detail = "\(text) (\(message.via), \(message.bytes) bytes)"
            return (message.receivedAt, message.from ?? "", detail)
        case "receipt":
            guard let receipt = try? decoder.decode(ReceiptBody.self, from: data) else { break }
            let why = receipt.result.error.map { ": \($0)" } ?? ""
            let detail = "\(receipt.id) \(receipt.result.status) (\(receipt.result.via))\(why)"
            return (receipt.at, receipt.result.to, detail)
        default:
            guard let news = try? decoder.decode(MemberEventBody.self, from: data) else { break }
            let tags = MemberTable.summary(of: news.member)
            let detail = news.member.address + (tags.isEmpty ? "" : "  " + tags)
            return (news.at, news.member.name, detail)
        }
        return ("", "", String(decoding: event.data, as: UTF8.self))
    }

    private static func colour(of type: String) -> Table.Colour? {
        switch type {
        case "member-join", "member-alive": .green
        case "member-suspect": .yellow
        case "member-dead": .red
        case "member-leave", "ping", "pong": .dim
        default: nil
        }
    }
}
