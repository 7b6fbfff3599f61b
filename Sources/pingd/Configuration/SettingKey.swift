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
    case httpAllow = "http-allow"
    case httpInsecure = "http-insecure"
    case httpHost = "http-host"
    case httpThreads = "http-threads"
    case httpMaxConnections = "http-max-connections"
    case httpMaxConnectionsPerAddress = "http-max-connections-per-address"
    case httpHeaderTimeout = "http-header-timeout"
    case httpBodyTimeout = "http-body-timeout"
    case httpBodyProgressTimeout = "http-body-progress-timeout"
    case httpIdleTimeout = "http-idle-timeout"
    case httpWriteTimeout = "http-write-timeout"
    case httpMaxPipelined = "http-max-pipelined"
    case httpMaxRequestLine = "http-max-request-line"
    case httpMaxFields = "http-max-fields"
    case httpMaxHeaderBytes = "http-max-header-bytes"
    case httpMaxBody = "http-max-body"
    case upstream
    case proxyMethods = "proxy-methods"
    case proxyPath = "proxy-path"
    case proxyTimeout = "proxy-timeout"
    case ping
    case noPong = "no-pong"
    case inboxMessages = "inbox-messages"
    case inboxBytes = "inbox-bytes"
    case dataDir = "data-dir"
    case deliveryAttempts = "delivery-attempts"
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
    case cidrsAllowed = "cidrs-allowed"
    case requireNodeNames = "require-node-names"
    case skipInboundLabelCheck = "skip-inbound-label-check"
    case noVerifyIncoming = "no-verify-incoming"
    case noVerifyOutgoing = "no-verify-outgoing"
    case noCompression = "no-compression"
    case noLanes = "no-lanes"
    case probeInterval = "probe-interval"
    case probeTimeout = "probe-timeout"
    case indirectChecks = "indirect-checks"
    case disableTcpPings = "disable-tcp-pings"
    case disableTcpPingsForNode = "disable-tcp-pings-for-node"
    case awarenessMaxMultiplier = "awareness-max-multiplier"
    case suspicionMult = "suspicion-mult"
    case suspicionMaxTimeoutMult = "suspicion-max-timeout-mult"
    case gossipInterval = "gossip-interval"
    case gossipNodes = "gossip-nodes"
    case gossipToTheDeadTime = "gossip-to-the-dead-time"
    case retransmitMult = "retransmit-mult"
    case pushPullInterval = "push-pull-interval"
    case tcpTimeout = "tcp-timeout"
    case deadNodeReclaimTime = "dead-node-reclaim-time"
    case udpBufferSize = "udp-buffer-size"
    case receiveBufferBytes = "receive-buffer-bytes"
    case sendBufferBytes = "send-buffer-bytes"
    case logLevel = "log-level"
    case logFormat = "log-format"

    /// Whether there may be several values.
    var isList: Bool {
        switch self {
        case .join, .httpHost, .httpAllow, .meta, .cidrsAllowed, .disableTcpPingsForNode,
            .proxyMethods, .proxyPath:
            true
        default: false
        }
    }

    /// The setting of a property of `NodeSettings`: `probe-timeout` for `probeTimeout`.
    init?(property: String) {
        let words = property.map { $0.isUppercase ? "-" + $0.lowercased() : String($0) }
        self.init(rawValue: words.joined())
    }

    /// `PINGD_HTTP_TOKEN_FILE` for `http-token-file`.
    var variable: String {
        "PINGD_" + rawValue.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }
}
