// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

/// A message and its recipients, as POST /send wants them.
struct SendOrderText {
    /// Empty: every other member.
    var to: [String]
    /// Instead of names: whoever owns this key.
    var owner: String?
    var isBestEffort: Bool
    var timeout: Duration
    /// `sent` or `delivered`; `nil`: not said.
    var wait: String?
    /// Whether the node keeps it on its disk until the recipients have it.
    var isDurable = false
    /// For how long it does, at most; `nil`: not said.
    var ttl: Duration?

    /// The request's target and body.
    func request(carrying payload: Payload) -> (target: String, upload: Upload) {
        guard let content = payload.members else {
            return ("/send" + query.text, payload.upload)
        }
        var members = [content, "\"reliable\":\(!isBestEffort)", "\"timeout\":\"\(timeout.text)\""]
        if let wait { members.append("\"wait\":\"\(wait)\"") }
        if isDurable { members.append("\"durable\":true") }
        if let ttl { members.append("\"ttl\":\"\(ttl.text)\"") }
        if !to.isEmpty {
            members.append("\"to\":[\(to.map(Payload.quoted).joined(separator: ","))]")
        }
        if let owner { members.append("\"to\":{\"owner\":\(Payload.quoted(owner))}") }
        let body = "{" + members.joined(separator: ",") + "}"
        return ("/send", .json(Array(body.utf8)))
    }

    private var query: QueryText {
        var query = QueryText()
        for name in to { query.append("to", name) }
        if let owner { query.append("owner", owner) }
        query.append("reliable", "\(!isBestEffort)")
        query.append("timeout", timeout.text)
        if let wait { query.append("wait", wait) }
        if isDurable { query.append("durable", "true") }
        if let ttl { query.append("ttl", ttl.text) }
        return query
    }
}
