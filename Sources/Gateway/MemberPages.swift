// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import Memberlist
import Synchronization

/// The member list as responses, rendered once per version and shared by all loops.
final class MemberPages: Sendable {
    private struct State: Sendable {
        var address: String?
        var version: UInt64?
        var page = Response()
    }

    private let access: NodeAccess
    private let state = Mutex(State())

    init(access: NodeAccess) { self.access = access }

    /// Where the gateway listens, known only once it does.
    func listen(at address: String) {
        state.withLock {
            $0.address = address
            $0.version = nil
        }
    }

    var address: String? { state.withLock { $0.address } }

    /// The whole list, as it is now.
    ///
    /// Whoever comes first after a change renders it; the others wait, since doing the same
    /// beside it would take no less.
    func page(of snapshot: MemberSnapshot) -> Response {
        state.withLock { state in
            if state.version == snapshot.version { return state.page }
            let body = MemberListWriter(localHTTP: state.address).list(snapshot)
            state.page = Self.response(body, version: snapshot.version)
            state.page.prepare()
            state.version = snapshot.version
            return state.page
        }
    }

    /// The members that a filter lets through.
    func page(of snapshot: MemberSnapshot, filter: MemberFilter) -> Response {
        guard filter != .all else { return page(of: snapshot) }
        let body = MemberListWriter(localHTTP: address).list(snapshot, including: filter)
        return Self.response(body, version: snapshot.version)
    }

    func page(of member: Member, in snapshot: MemberSnapshot) -> Response {
        let writer = MemberListWriter(localHTTP: address)
        let body = writer.single(member, isSelf: snapshot.isLocal(member))
        return Self.response(body, version: snapshot.version)
    }

    static func notModified(version: UInt64) -> Response {
        Response(.notModified, fields: validators(of: version))
    }

    private static func response(_ body: [UInt8], version: UInt64) -> Response {
        var fields = validators(of: version)
        fields.append("Content-Type", "application/json")
        return Response(.ok, fields: fields, body: body)
    }

    private static func validators(of version: UInt64) -> HeaderFields {
        ["ETag": EntityTag.text(of: version), "Cache-Control": "no-cache"]
    }
}
