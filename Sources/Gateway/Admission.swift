// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import Reactor

/// Who may ask at all and what for, decided before a body is read.
///
/// A web page that somebody opens on this machine must not drive the node: its requests carry a
/// foreign `Origin`, or the browser's word that they come from another site, or, when the page has
/// made its own name point here, a foreign `Host`.
final class Admission: Sendable {
    private let tokens: [BearerToken]
    private let allowed: Set<Permission>
    /// `nil` on a unix socket, where no name leads.
    private let names: Set<String>?

    /// - Parameters:
    ///   - settings: the tokens, the permissions and the names.
    ///   - isUnix: whether the API listens on a unix socket.
    ///   - machineName: a name that is known without being given.
    init(
        _ settings: GatewaySettings,
        isUnix: Bool,
        machineName: String? = MachineName.current
    ) {
        tokens = settings.tokens
        allowed = settings.allowed
        guard !isUnix else {
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

    /// Whether `Authorization` is for this gateway.
    var takesTokens: Bool { !tokens.isEmpty }

    func refusal(of head: RequestHeadInfo) -> GatewayError? {
        let host = head.fields["Host"]
        if let host, !isOurs(host) { return .misdirected(host: host) }
        for origin in head.fields.values(of: "Origin") where !isSame(origin, as: host) {
            return .foreignOrigin(origin)
        }
        if let site = head.fields["Sec-Fetch-Site"], isForeign(site, head) { return .foreignSite }
        return refusalByPermission(head)
    }

    private func refusalByPermission(_ head: RequestHeadInfo) -> GatewayError? {
        if head.group == .open { return nil }
        let permission = head.group.flatMap { Permission($0) }
        if !tokens.isEmpty {
            let fields = head.fields.values(of: "Authorization")
            guard let token = tokens.shown(in: fields) else {
                return .unauthorized(isTokenShown: !fields.isEmpty)
            }
            if let permission, !token.permissions.contains(permission) {
                return .notPermitted(permission, isTokenAtFault: true)
            }
        }
        guard let permission, !allowed.contains(permission) else { return nil }
        return .notPermitted(permission, isTokenAtFault: false)
    }

    /// Why a client with these fields, who was let in, may not do this as well.
    func refusal(of permission: Permission, to fields: HeaderFields) -> GatewayError? {
        guard !permissions(of: fields).contains(permission) else { return nil }
        return .notPermitted(permission, isTokenAtFault: allowed.contains(permission))
    }

    /// What this node and the token that is shown allow together, in the order of the list.
    func permissions(of fields: HeaderFields) -> [Permission] {
        var granted = allowed
        if !tokens.isEmpty {
            let token = tokens.shown(in: fields.values(of: "Authorization"))
            granted.formIntersection(token?.permissions ?? [])
        }
        return Permission.allCases.filter(granted.contains)
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

    /// Whether a browser asks in the name of another site (W3C Fetch Metadata).
    ///
    /// It says so of images, scripts and frames too, for which it sends no `Origin`. Whoever
    /// follows a link to this node means to come here, and the page with the link learns nothing.
    private func isForeign(_ site: String, _ head: RequestHeadInfo) -> Bool {
        guard site != "same-origin", site != "none" else { return false }
        let isVisit =
            (head.method == .get || head.method == .head)
            && head.fields["Sec-Fetch-Mode"] == "navigate"
            && head.fields["Sec-Fetch-Dest"] == "document"
        return !isVisit
    }
}
