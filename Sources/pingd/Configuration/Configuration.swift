// SPDX-License-Identifier: Apache-2.0

import Gateway
import Logging
import Memberlist

/// Everything pingd was told, checked, with the defaults filled in.
struct Configuration: Equatable {
    /// What others are told to dial; a `nil` port is the bound one.
    struct Advertised: Equatable {
        var address: String
        var port: UInt16?
    }

    static let standardBind = AddressText(address: "0.0.0.0", port: 7946)
    static let standardHTTP = AddressText(address: "127.0.0.1", port: 8946)

    /// Unique in the cluster; the host's name by default.
    var name: String
    var bind = Self.standardBind
    var advertise: Advertised?
    /// `[name/]host[:port]` each.
    var join: [String] = []
    /// End when nobody could be joined, instead of trying again.
    var joinOnce = false
    /// What a service manager has passed.
    var sockets = PassedSockets()
    var http = HTTPAddress.tcp(Self.standardHTTP)
    /// The secrets themselves, from `--http-token-file`.
    var httpTokens: TokenFile.Content?
    var httpAllowed = Set(Permission.allCases)
    var httpInsecure = false
    var httpHosts: [String] = []
    var httpThreads = 1
    var httpLimits = GatewayLimits()
    /// What other members may have of the application here.
    var proxy = ProxySettings()
    /// How often a ping goes to all; `nil`: never.
    var ping: Duration?
    var answersPings = true
    /// Messages that are kept for `GET /messages`, and bytes of all of them.
    var inboxMessages = 10_000
    var inboxBytes = 64 * 1024 * 1024
    /// Where the journal is; without it nothing outlives the process.
    var dataDirectory: String?
    var deliveryAttempts = 5
    var profile = ProfileName.lan
    var tuning = Tuning()
    /// Members that are never pinged over a stream.
    var tcpPinglessNodes: Set<String> = []
    /// Networks that members may be in; none: any.
    var cidrsAllowed: [String] = []
    /// A JSON object, or nothing.
    var metadata: [UInt8] = []
    var label = ""
    /// From `--key`, the key itself.
    var key: [UInt8]?
    /// From `--keyring`, the keys themselves, the primary first.
    var keyring: [[UInt8]] = []
    /// The file of `--keyring`, where changed keys are kept.
    var keyringPath: String?
    /// The file of `--keyring`, when it is not there yet and is to be made with the key.
    var newKeyring: String?
    /// Whether to be what Serf expects of a member.
    var serf = false
    var protocolVersion: UInt8 = 2
    var delegateVersions = Member.Versions(min: 0, max: 0, current: 0)
    var verifiesIncoming = true
    var verifiesOutgoing = true
    var compresses = true
    var lanes = true
    var logLevel = Logger.Level.info
    var logFormat = LogFormat.text

    init(name: String) { self.name = name }

    /// What encrypts gossip, the primary first; empty: nothing does.
    ///
    /// A keyring that is there beats the key: what was rotated since stays so after a restart.
    var keys: [[UInt8]] { keyring.isEmpty ? key.map { [$0] } ?? [] : keyring }
}
