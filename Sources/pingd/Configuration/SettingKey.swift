// SPDX-License-Identifier: Apache-2.0

/// Everything that can be set, by the name it has as a flag and in the file.
enum SettingKey: String, CaseIterable {
    case name
    case bind
    case advertise
    case join
    case joinOnce = "join-once"
    case http
    case httpTokenFile = "http-token-file"
    case httpInsecure = "http-insecure"
    case httpHost = "http-host"
    case httpThreads = "http-threads"
    case ping
    case noPong = "no-pong"
    case profile
    case meta
    case label
    case key
    case keyring
    case serf
    case protocolVersion = "protocol-version"
    case delegateProtocolMin = "delegate-protocol-min"
    case delegateProtocolMax = "delegate-protocol-max"
    case delegateProtocolVersion = "delegate-protocol-version"
    case noVerifyIncoming = "no-verify-incoming"
    case noVerifyOutgoing = "no-verify-outgoing"
    case noCompression = "no-compression"
    case logLevel = "log-level"
    case logFormat = "log-format"

    /// Whether there may be several values.
    var isList: Bool {
        switch self {
        case .join, .httpHost, .meta: true
        default: false
        }
    }

    /// `PINGD_HTTP_TOKEN_FILE` for `http-token-file`.
    var variable: String {
        "PINGD_" + rawValue.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }
}
