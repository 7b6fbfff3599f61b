// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

/// A change of this node's tags, on its way to the node.
struct MetaChange {
    let method: String
    /// The tags, or a merge patch (RFC 7396).
    let body: [UInt8]

    func perform(
        _ connection: ConnectionOptions,
        _ format: OutputFormat,
        _ session: Session
    ) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        var query = QueryText()
        query.append("timeout", connection.timeout.text)
        let answer = try client.ask(
            "/meta" + query.text,
            method: method,
            uploading: .json(body),
            for: MetaBody.self,
            waiting: NodeGrace.time
        )
        session.show(answer.bytes, as: format) {
            MetaTable.rendered(answer.body, for: session.console)
        }
        guard answer.body.told != false else {
            session.console.complain(
                "the tags are changed, but not everyone was told within "
                    + "\(connection.timeout.text); the telling goes on"
            )
            return .partly
        }
        return .done
    }
}
