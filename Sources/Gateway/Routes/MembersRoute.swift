// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import Memberlist

/// `GET /members` and `GET /members/{name}`: the cluster as this node sees it.
struct MembersRoute: Sendable {
    let access: NodeAccess
    let pages: MemberPages

    func add(to router: inout Router) {
        router.on(.get, "/members", for: .read) { request, _ in
            Reply { () throws(GatewayError) in try list(request) }
        }
        router.on(.get, "/members/{name}", for: .read) { request, _ in
            Reply { () throws(GatewayError) in .now(try single(request)) }
        }
    }

    private func list(_ request: Request) throws(GatewayError) -> Reply {
        guard !request.query.isEmpty else { return .now(answer(request, .all)) }
        let query = try MembersQuery(request.query)
        guard let after = query.after, query.wait > .zero, access.snapshot().version <= after
        else { return .now(answer(request, query.filter)) }
        return .parked(on: .members, deadline: query.wait) { last in
            guard last || access.snapshot().version > after else { return nil }
            return answer(request, query.filter)
        }
    }

    private func answer(_ request: Request, _ filter: MemberFilter) -> Response {
        let snapshot = access.snapshot()
        guard !EntityTag.isFresh(request.fields, version: snapshot.version) else {
            return MemberPages.notModified(version: snapshot.version)
        }
        return pages.page(of: snapshot, filter: filter)
    }

    private func single(_ request: Request) throws(GatewayError) -> Response {
        if let pair = request.query.pairs.first { throw .unknownParameter(pair.name) }
        let snapshot = access.snapshot()
        let name = request.parameters["name"] ?? ""
        guard let member = snapshot.member(named: name) else { throw .noSuchMember(name) }
        guard !EntityTag.isFresh(request.fields, version: snapshot.version) else {
            return MemberPages.notModified(version: snapshot.version)
        }
        return pages.page(of: member, in: snapshot)
    }
}
