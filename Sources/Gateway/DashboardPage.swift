// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import WireSecurity

/// The dashboard: one page with its style and script in it, from the file that was built in.
///
/// It holds nothing of the node; its script asks the API for that, like any client. So it may be
/// shown to whoever has no token yet, and asks for one.
struct DashboardPage: Sendable {
    static let path = "/"

    let body: [UInt8]
    /// The strong validator: the first 16 bytes of the page's SHA-256, in quotation marks.
    let entityTag: String
    /// What the browser may do with the page (Content Security Policy Level 3).
    let policy: String

    private static let shared = DashboardPage(PackageResources.dashboard_html)

    /// As it was built in, hashed once, when it is first asked for.
    static var builtIn: DashboardPage { shared }

    init(_ body: [UInt8]) {
        self.body = body
        let digits = ContentHash.sha256(body).prefix(16).map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }
        entityTag = "\"\(digits.joined())\""
        // Its own style and script by their hashes, its own origin to ask, and nothing else; what
        // a message or a name smuggled into the page could neither run, nor load, nor tell.
        policy = [
            "default-src 'none'", "script-src \(Self.sources(of: "script", in: body))",
            "style-src \(Self.sources(of: "style", in: body))", "connect-src 'self'",
            "img-src data:", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        ].joined(separator: "; ")
    }

    /// The hash of what stands between the tags, for each element of that name without attributes.
    private static func sources(of element: String, in body: [UInt8]) -> String {
        let (opening, closing) = (Array("<\(element)>".utf8), Array("</\(element)>".utf8))
        var sources: [String] = []
        var rest = body[...]
        while let start = rest.firstRange(of: opening) {
            let content = rest[start.upperBound...]
            guard let end = content.firstRange(of: closing) else { break }
            let hash = ContentHash.sha256(content[..<end.lowerBound])
            sources.append("'sha256-\(Base64.encode(hash))'")
            rest = content[end.upperBound...]
        }
        return sources.isEmpty ? "'none'" : sources.joined(separator: " ")
    }

    func response(to fields: HeaderFields) -> Response {
        var answer: HeaderFields = ["ETag": entityTag]
        guard !EntityTag.isFresh(fields, tag: entityTag) else {
            addPolicy(to: &answer)
            return Response(.notModified, fields: answer)
        }
        answer.append("Content-Type", "text/html; charset=utf-8")
        addPolicy(to: &answer)
        return Response(.ok, fields: answer, body: body)
    }

    /// The page as the body of a refusal: a browser that is led here cannot show a token, but the
    /// page can.
    func response(to refusal: Response) -> Response {
        var response = Response(refusal.status, fields: refusal.fields, body: body)
        response.fields.set("Content-Type", "text/html; charset=utf-8")
        response.fields.append("Vary", "Accept")
        addPolicy(to: &response.fields)
        return response
    }

    private func addPolicy(to fields: inout HeaderFields) {
        fields.append("Cache-Control", "no-cache")
        fields.append("Content-Security-Policy", policy)
        fields.append("Referrer-Policy", "no-referrer")
        fields.append("X-Content-Type-Options", "nosniff")
    }

    /// Whether a browser was led here and would show the page: `text/html` is named in `Accept`
    /// (RFC 9110 §12.5.1).
    static func isWanted(by head: RequestHeadInfo) -> Bool {
        guard head.path == path, head.method == .get || head.method == .head else { return false }
        return head.fields.values(of: "Accept").contains { field in
            field.split(separator: ",").contains { range in
                let parts = range.split(separator: ";").map { part in
                    String(part.filter { $0 != " " && $0 != "\t" }).lowercased()
                }
                let isRefused = parts.dropFirst().contains { part in
                    part.hasPrefix("q=0") && part.dropFirst(3).allSatisfy { $0 == "0" || $0 == "." }
                }
                return parts.first == "text/html" && !isRefused
            }
        }
    }
}
