// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer

/// The heads of what is relayed, as the nodes on its way change them.
enum ProxyHead {
    /// What a client asks of the application beside `member`.
    ///
    /// - Parameters:
    ///   - request: as it came in.
    ///   - name: of this node.
    ///   - hidesToken: whether `Authorization` was for this gateway.
    /// - Returns: what goes to the member.
    /// - Throws: what keeps it from going any further.
    static func request(
        _ request: Request,
        via name: String,
        hidesToken: Bool
    ) throws(ProxyProblem) -> RelayedRequest {
        if let upgrade = request.fields["Upgrade"], upgrade.lowercased() != "h2c" {
            throw .upgrade(upgrade)
        }
        guard !hasPassed(name, request.fields) else { throw .loop }
        var fields = request.fields.forwardable
        // Said anew: of the hop before, or told apart.
        for field in ["Host", "Expect", "HTTP2-Settings"] { fields.remove(field) }
        if hidesToken { fields.remove("Authorization") }
        fields.append("Via", "\(request.version == .http10 ? "1.0" : "1.1") \(token(name))")
        fields.append("Forwarded", forwarded(request))
        if !fields.contains("X-Request-Id") { fields.append("X-Request-Id", request.id) }
        let length: ClientRequest.Length =
            switch request.length {
            case .none: .none
            case .bytes(let count): .known(count)
            case .chunked: .chunked
            }
        return RelayedRequest(
            request.method,
            target(request),
            fields: fields,
            length: length,
            expectsContinue: request.expectsContinue
        )
    }

    /// What is behind the member's name, as it was sent.
    private static func target(_ request: Request) -> String {
        let path = "/" + (request.parameters["path"] ?? "")
        return request.rawQuery.map { "\(path)?\($0)" } ?? path
    }

    /// Whether `Via` names this node (RFC 9110 §7.6.3).
    private static func hasPassed(_ name: String, _ fields: HeaderFields) -> Bool {
        let own = token(name)
        return fields.values(of: "Via").contains { value in
            value.split(separator: ",").contains { hop in
                hop.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
                    .map(String.init) == own
            }
        }
    }

    /// A member's name as a pseudonym in `Via`, where it must be a token: what is none is escaped.
    static func token(_ name: String) -> String {
        var text = ""
        for byte in name.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: text.unicodeScalars.append(.init(byte))
            case let byte where "!#$&'*+-.^_`|~".utf8.contains(byte):
                text.unicodeScalars.append(.init(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        return text
    }

    /// Who asks, and by which name (RFC 7239).
    private static func forwarded(_ request: Request) -> String {
        let peer = request.peer
        let client: String
        if peer == "unix" {
            client = "unknown"
        } else if peer.hasPrefix("["), let end = peer.lastIndex(of: "]") {
            client = "\"\(peer[...end])\""
        } else {
            client = String(peer.prefix { $0 != ":" })
        }
        // HostSyntax has let no quotation mark and no backslash through.
        let host = request.fields["Host"].map { ";host=\"\($0)\"" } ?? ""
        return "for=\(client)\(host);proto=http"
    }

    /// What comes back, one node further.
    static func response(
        _ head: RelayedResponse,
        via name: String
    ) -> (response: Response, length: Int?) {
        var fields = head.fields
        fields.append("Via", "1.1 \(token(name))")
        return (Response(head.status, fields: fields), head.length)
    }
}
