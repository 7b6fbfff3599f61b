// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

extension MessagesCommand {
    /// A message and the node whose inbox holds it; `json` is as the node sent it.
    private struct Entry {
        let node: GatewayURL
        let message: MessageBody
        let json: [UInt8]
    }

    /// The messages of several nodes: those that are held in the order of their time, those that
    /// come as they come.
    func mergeInboxes(
        _ clients: [GatewayClient],
        _ session: Session
    ) throws(PingctlError) -> ExitStatus {
        if follow { clients[0].pool.output = session.console }
        var table = MessageTable(session.console, namesNodes: true)
        var followers = clients.map { client in
            InboxFollower(
                client,
                holding: follow ? Self.patience : nil,
                reconnection: follow ? staying.reconnection : Reconnection(limit: .zero),
                target: { target(after: $0 ?? after, limit: limit ?? .max) }
            )
        }
        var (held, left) = ([] as [Entry], limit ?? .max)
        var failures: [PingctlError] = []
        while left > 0 {
            for follower in followers {
                do throws(PingctlError) {
                    for happening in try follower.advance(to: .now) {
                        held += hear(happening, of: follower.server, session.console)
                    }
                } catch {
                    // The others go on.
                    failures.append(error)
                    followers.removeAll { $0 === follower }
                    if followers.isEmpty, failures.count == clients.count { throw error }
                    session.console.complain(error.sentence(at: follower.server))
                }
            }
            if follow {
                let entries = held.prefix(left)
                left -= entries.count
                show(Array(entries), &table, session)
                held = []
            } else if followers.allSatisfy(\.isFinished) {
                let entries = held.sorted { $0.message.receivedAt < $1.message.receivedAt }
                show(Array(entries.prefix(left)), &table, session)
                break
            }
            try clients[0].turn(until: followers.compactMap(\.nextDeadline).min())
        }
        return failures.isEmpty ? .done : .partly
    }

    private func hear(
        _ happening: InboxFollower.Happening,
        of node: GatewayURL,
        _ console: Console
    ) -> [Entry] {
        switch happening {
        case .broke(let error):
            console.complain(PatientClient.broken(error.sentence(at: node), staying.reconnect))
        case .resumed: console.complain(PatientClient.resumed(at: node))
        case .page(let page, let place):
            if let sentence = Self.gap(page.body, after: place) {
                console.complain("\(node): \(sentence)")
            }
            let elements = JSONElements.elements(of: "messages", in: page.bytes) ?? []
            return zip(page.body.messages, elements).map { message, element in
                Entry(node: node, message: message, json: Array(element))
            }
        }
        return []
    }

    private func show(_ entries: [Entry], _ table: inout MessageTable, _ session: Session) {
        switch output.format {
        case .table where entries.isEmpty && follow: break
        case .table:
            let rows = entries.map { (node: $0.node, message: $0.message) }
            session.console.write(table.rendered(rows, for: session.console))
        case .json, .ndjson:
            for entry in entries {
                session.write(json: NodeLine.json(entry.node, "message", entry.json))
            }
        }
    }
}
