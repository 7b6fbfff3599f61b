// SPDX-License-Identifier: Apache-2.0

import CCurl

/// Where a node's HTTP API is: `http://host:port`, `https://…`, `host:port`, or `unix:/path`.
enum GatewayURL: Equatable {
    /// Scheme, host, port and what comes before the API's own paths; no slash at the end.
    case web(base: String, isLoopback: Bool)
    case unix(path: String)

    static let standard = GatewayURL.web(base: "http://127.0.0.1:8946", isLoopback: true)

    /// Longest path of a unix socket (`sun_path`, less its final zero).
    static let unixPathBytes = 107

    /// Answers `nil` when the text is none of the forms above, or names a user, query or fragment.
    init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst("unix:".count))
            guard (1...Self.unixPathBytes).contains(path.utf8.count), !path.utf8.contains(0) else {
                return nil
            }
            self = .unix(path: path)
            return
        }
        guard let parts = URLParts(text.contains("://") ? text : "http://" + text) else {
            return nil
        }
        self = .web(base: parts.base, isLoopback: parts.isLoopback)
    }

    /// What a request's path is appended to; the host of a unix socket is this machine.
    var base: String {
        switch self {
        case .web(let base, _): base
        case .unix: "http://localhost"
        }
    }

    /// Whether packets to it stay on this machine, so that no proxy has any business with them.
    var isLocal: Bool {
        switch self {
        case .web(_, let isLoopback): isLoopback
        case .unix: true
        }
    }
}

extension GatewayURL: CustomStringConvertible {
    var description: String {
        switch self {
        case .web(let base, _): base
        case .unix(let path): "unix:" + path
        }
    }
}

/// A URL, taken apart by libcurl, so that both of us read it alike.
private struct URLParts {
    let base: String
    let isLoopback: Bool

    init?(_ text: String) {
        guard let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        func part(_ part: CURLUPart) -> String? {
            var text: UnsafeMutablePointer<CChar>?
            guard curl_url_get(handle, part, &text, 0) == CURLUE_OK, let text else { return nil }
            defer { curl_free(text) }
            return String(cString: text)
        }
        guard curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK,
            let scheme = part(CURLUPART_SCHEME), ["http", "https"].contains(scheme),
            let host = part(CURLUPART_HOST),
            ![CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT]
                .contains(where: { part($0) != nil })
        else { return nil }
        let port = part(CURLUPART_PORT).map { ":" + $0 } ?? ""
        var path = part(CURLUPART_PATH) ?? ""
        while path.hasSuffix("/") { path.removeLast() }
        base = "\(scheme)://\(host)\(port)\(path)"
        isLoopback = host == "localhost" || host == "[::1]" || host.hasPrefix("127.")
    }
}
