// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import Reactor

/// Who may ask at all, decided before a body is read.
///
/// A web page that somebody opens on this machine must not drive the node: its requests carry a
/// foreign `Origin`, or, when it has made its own name point here, a foreign `Host`.
struct Admission: Sendable {
    private let token: BearerToken?
    /// `nil` on a unix socket, where no name leads.
    private let names: Set<String>?

    init(_ settings: GatewaySettings, machineName: String? = MachineName.current) {
        token = settings.token.map(BearerToken.init)
        guard case .tcp = settings.listen else {
            names = nil
            return
        }
        var names = Set(settings.hosts.map { HostName.canonical($0) })
        names.insert("localhost")
        if let machineName {
            let full = HostName.canonical(machineName)
            names.insert(full)
            if let first = full.split(separator: ".").first { names.insert(String(first)) }
        }
        self.names = names
    }

    /// - Returns: the refusal, or `nil` for a request that may go on.
    @Sendable func judge(_ head: RequestHeadInfo) -> Response? { refusal(of: head)?.response }

    func refusal(of head: RequestHeadInfo) -> GatewayError? {
        let host = head.fields["Host"]
        if let host, !isOurs(host) { return .misdirected(host: host) }
        for origin in head.fields.values(of: "Origin") where !isSame(origin, as: host) {
            return .foreignOrigin(origin)
        }
        guard let token, head.path != "/healthz", head.path != "/readyz" else { return nil }
        let shown = head.fields.values(of: "Authorization")
        return token.matches(shown) ? nil : .unauthorized(isTokenShown: !shown.isEmpty)
    }

    private func isOurs(_ authority: String) -> Bool {
        guard let names else { return true }
        let host = HostName.split(authority).host
        return HostName.isAddress(host) || names.contains(HostName.canonical(host))
    }

    /// Whether the page came from the very host and port that it asks now (RFC 6454 §5).
    private func isSame(_ origin: String, as host: String?) -> Bool {
        guard let host,
            let scheme = ["http", "https"].first(where: { origin.hasPrefix($0 + "://") })
        else { return false }
        let defaultPort = scheme == "http" ? "80" : "443"
        let page = HostName.split(origin.dropFirst(scheme.utf8.count + 3))
        let here = HostName.split(host)
        return HostName.canonical(page.host) == HostName.canonical(here.host)
            && page.port ?? defaultPort == here.port ?? defaultPort
    }
}
