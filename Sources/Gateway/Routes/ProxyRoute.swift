// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import Memberlist

/// `/proxy/{member}/{path}`: any request, relayed to the application beside a member.
struct ProxyRoute: Sendable {
    static let method = "pingd.proxy"

    let access: NodeAccess
    /// Whether clients show this gateway a token, which is then no business of the application's.
    let takesTokens: @Sendable () -> Bool
    /// How long nothing may happen until the answer begins.
    let patience: Duration
    let counts: ProxyCounts

    func add(to router: inout Router) {
        for pattern in ["/proxy/{member}", "/proxy/{member}/{path...}"] {
            router.onPassage(pattern, for: .send) { request, passage in
                do throws(GatewayError) {
                    return try begin(request, passage)
                } catch {
                    counts.requests.increment()
                    counts.failed.increment()
                    return .now(error.response)
                }
            }
        }
    }

    private func begin(
        _ request: Request,
        _ passage: Passage
    ) throws(GatewayError) -> PassageReply {
        let member = request.parameters["member"] ?? ""
        let snapshot = access.snapshot()
        try check(member, snapshot)
        let head: RelayedRequest
        do throws(ProxyProblem) {
            head = try ProxyHead.request(
                request,
                via: snapshot.localName,
                hidesToken: takesTokens()
            )
        } catch {
            throw .proxy(error)
        }
        guard let bytes = RelayWriter.request(head) else { throw .proxy(.headTooLarge) }
        counts.requests.increment()
        let journey = ProxyJourney(
            to: member,
            via: snapshot.localName,
            head: head,
            passage: passage,
            counts: counts
        )
        journey.begin(bytes, by: access.call)
        return .open(patience: patience) { journey.hear($0) }
    }

    private func check(_ name: String, _ snapshot: MemberSnapshot) throws(GatewayError) {
        guard let member = snapshot.members.first(where: { $0.name == name }) else {
            throw .noSuchMember(name)
        }
        switch member.state {
        case .alive, .suspect: return
        case .dead, .left: throw .proxy(.notAlive(member: name))
        }
    }
}
