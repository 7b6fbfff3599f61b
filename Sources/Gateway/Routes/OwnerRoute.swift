// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import JSONText
import Memberlist

/// `GET /owner?key=`: which member owns a key.
struct OwnerRoute: Sendable {
    let access: NodeAccess
    let pages: MemberPages

    func add(to router: inout Router) {
        router.on(.get, "/owner", for: .read) { request, _ in
            Reply { () throws(GatewayError) in .now(try owner(request.query)) }
        }
    }

    private func owner(_ query: Query) throws(GatewayError) -> Response {
        var key: String?
        for pair in query.pairs {
            guard pair.name == "key" else { throw .unknownParameter(pair.name) }
            guard key == nil else {
                throw .invalidRequest(field: "key", reason: "key is given twice.")
            }
            key = pair.value
        }
        guard let key, !key.isEmpty else {
            throw .invalidRequest(field: "key", reason: "Give the key: /owner?key=user-42.")
        }
        let snapshot = access.snapshot()
        let (owner, candidates) = Ownership(of: key).owner(in: snapshot)
        guard let owner else { throw .noLiveMember }
        var json = JSONWriter(capacity: 768)
        json.openObject()
        json.member("key", key)
        json.member("owner", owner.name)
        json.key("self")
        json.bool(snapshot.isLocal(owner))
        json.key("candidates")
        json.integer(candidates)
        json.key("version")
        json.unsigned(snapshot.version)
        json.key("member")
        let writer = MemberListWriter(localHTTP: pages.address)
        writer.write(owner, isSelf: snapshot.isLocal(owner), to: &json)
        json.closeObject()
        return Response(json: json)
    }
}
