// SPDX-License-Identifier: Apache-2.0

/// What the curl program takes from its surroundings beyond what libcurl does by itself.
struct TrustSettings: Equatable {
    /// Certificates of authorities, in one file or in a hashed folder; `nil`: the system's.
    var authorityFile: String?
    var authorityFolder: String?
    /// Whether user and password are looked up in `~/.netrc`.
    var usesNetrc = false

    init() {}

    /// The variables, in the order in which curl prefers them.
    init(environment: [String: String], usesNetrc: Bool) {
        func variable(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        self.usesNetrc = usesNetrc
        authorityFile = variable("CURL_CA_BUNDLE")
        guard authorityFile == nil else { return }
        authorityFolder = variable("SSL_CERT_DIR")
        authorityFile = variable("SSL_CERT_FILE")
    }
}
