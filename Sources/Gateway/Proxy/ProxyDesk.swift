// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPClient
package import Memberlist
import Messaging
package import Reactor

/// Serves the calls with which other members, and this one, ask the application beside this node.
package final class ProxyDesk: Sendable {
    private let settings: ProxySettings
    private let name: String
    private let upstream: UpstreamClient?
    /// The method whose calls it takes.
    package static let method = ProxyRoute.method

    let counts = ProxyCounts()

    /// Starts the thread that speaks to the application, if there is one; `name` is this node's.
    package init(_ settings: ProxySettings, of name: String) throws(Errno) {
        self.settings = settings
        self.name = name
        guard let address = settings.upstream else {
            upstream = nil
            return
        }
        var client = UpstreamSettings(address)
        client.limits.headTime = settings.timeout
        client.window = ProxyJourney.window
        client.largestPiece = RelaySender.largestPiece
        upstream = try UpstreamClient.start(client)
    }

    /// How long a client of this gateway waits for what another node's settings decide.
    var patience: Duration { settings.timeout + .seconds(5) }

    package func stop() { upstream?.stop() }

    /// Takes a call of `method`, on the node's thread; who is given hears what becomes of it.
    package func take(_ call: IncomingCall) -> CallListener {
        let visit = ProxyVisit(call.exchange, of: call.caller, at: self)
        visit.begin(call.body, isLast: !call.isStreamed)
        return { visit.hear($0) }
    }

    /// What the application is asked in place of what `caller` handed on.
    func admit(
        _ head: RelayedRequest,
        from caller: String
    ) -> Result<(ClientRequest, UpstreamClient), Refused> {
        guard let upstream else {
            return .failure(Refused(.noUpstream, "There is no application (--upstream)."))
        }
        guard settings.methods.isEmpty || settings.methods.contains(head.method.name) else {
            return .failure(
                Refused(.notAllowed, "The method \(head.method.name) is not let through.")
            )
        }
        guard let target = allowed(head.target) else {
            return .failure(Refused(.notAllowed, "That path is not let through."))
        }
        // Whatever the peer says, this is where the connection to the application begins.
        var fields = head.fields.forwardable
        fields.remove("Expect")
        if caller != name { fields.append("Via", "1.1 \(ProxyHead.token(name))") }
        return .success(
            (ClientRequest(head.method, target, fields: fields, length: head.length), upstream)
        )
    }

    struct Refused: Error {
        let refusal: RelayRefusal

        init(_ code: RelayRefusal.Code, _ sentence: String) {
            refusal = RelayRefusal(code, sentence)
        }
    }

    /// The target in the form that was compared; as it came when all paths are let through.
    private func allowed(_ target: String) -> String? {
        guard !settings.paths.isEmpty else { return target }
        let path = target.prefix { $0 != "?" }
        guard let normal = try? ProxyPath.normalized(String(path)),
            settings.paths.contains(where: { ProxyPath.isBelow(normal, $0) })
        else { return nil }
        return normal + target.dropFirst(path.count)
    }
}
