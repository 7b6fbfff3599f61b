// SPDX-License-Identifier: Apache-2.0

/// What the curl program takes from its surroundings beyond what libcurl does by itself.
struct TrustSettings: Equatable {
    /// Certificates of authorities, in one file or in a hashed folder; `nil`: the system's.
    var authorityFile: String?
    var authorityFolder: String?
    /// Whether user and password are looked up in `~/.netrc`.
    var usesNetrc = false
    /// A proxy for every node; `nil`: that of the environment, for nodes on other machines.
    var proxy: String?
    /// What the environment names for nodes on other machines, by their scheme; for people, since
    /// libcurl looks for itself.
    private var environmentProxies: [String: String] = [:]

    init() {}

    /// The variables, in the order in which curl prefers them.
    init(environment: [String: String], usesNetrc: Bool) {
        func variable(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        self.usesNetrc = usesNetrc
        // HTTP_PROXY could come from a request to a CGI program; curl does not read it either.
        let names = ["http": ["http_proxy"], "https": ["https_proxy", "HTTPS_PROXY"]]
        // Some nodes are excepted, and which ones libcurl knows.
        if variable("no_proxy") == nil, variable("NO_PROXY") == nil {
            for (scheme, names) in names {
                environmentProxies[scheme] =
                    (names + ["all_proxy", "ALL_PROXY"]).lazy.compactMap(variable).first
            }
        }
        authorityFile = variable("CURL_CA_BUNDLE")
        guard authorityFile == nil else { return }
        authorityFolder = variable("SSL_CERT_DIR")
        authorityFile = variable("SSL_CERT_FILE")
    }

    /// The proxy on the way to a node, as far as is known, without user and password.
    func proxy(to server: GatewayURL) -> String? {
        let scheme = server.base.hasPrefix("https:") ? "https" : "http"
        let text = proxy ?? (server.isLocal ? nil : environmentProxies[scheme])
        return text.map { text in
            guard let at = text.lastIndex(of: "@") else { return text }
            return String(text[text.index(after: at)...])
        }
    }
}
