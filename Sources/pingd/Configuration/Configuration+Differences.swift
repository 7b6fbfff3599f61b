// SPDX-License-Identifier: Apache-2.0

import Gateway
import Memberlist

extension Configuration {
    /// The settings that differ, in the order of `SettingKey`.
    func differences(from other: Configuration) -> [SettingKey] {
        SettingKey.allCases.filter { !agrees(with: other, on: $0) }
    }

    private func agrees(with other: Configuration, on key: SettingKey) -> Bool {
        switch key {
        case .name: name == other.name
        case .bind: bind == other.bind
        case .advertise: advertise == other.advertise
        case .join: join == other.join
        case .joinOnce: joinOnce == other.joinOnce
        case .http: http == other.http
        case .httpTokenFile: httpTokens == other.httpTokens
        case .httpAllow: httpAllowed == other.httpAllowed
        case .httpInsecure: httpInsecure == other.httpInsecure
        case .httpHost: httpHosts == other.httpHosts
        case .inboxMessages: inboxMessages == other.inboxMessages
        case .inboxBytes: inboxBytes == other.inboxBytes
        case .dataDir: dataDirectory == other.dataDirectory
        case .deliveryAttempts: deliveryAttempts == other.deliveryAttempts
        case .httpThreads: httpThreads == other.httpThreads
        case .httpMaxConnections, .httpMaxConnectionsPerAddress, .httpHeaderTimeout,
            .httpBodyTimeout, .httpBodyProgressTimeout, .httpIdleTimeout, .httpWriteTimeout,
            .httpMaxPipelined, .httpMaxRequestLine, .httpMaxFields, .httpMaxHeaderBytes,
            .httpMaxBody:
            HTTPLimit.agree(httpLimits, other.httpLimits, on: key)
        case .upstream: proxy.upstream == other.proxy.upstream
        case .proxyMethods: proxy.methods == other.proxy.methods
        case .proxyPath: proxy.paths == other.proxy.paths
        case .proxyTimeout: proxy.timeout == other.proxy.timeout
        case .ping: ping == other.ping
        case .noPong: answersPings == other.answersPings
        case .profile: profile == other.profile
        case .meta: metadata == other.metadata
        case .label: label == other.label
        case .key: self.key == other.key
        case .keyring: keyring == other.keyring
        case .serf: serf == other.serf
        case .protocolVersion: protocolVersion == other.protocolVersion
        case .delegateProtocolMin: delegateVersions.min == other.delegateVersions.min
        case .delegateProtocolMax: delegateVersions.max == other.delegateVersions.max
        case .delegateProtocolVersion: delegateVersions.current == other.delegateVersions.current
        case .cidrsAllowed: cidrsAllowed == other.cidrsAllowed
        case .disableTcpPingsForNode: tcpPinglessNodes == other.tcpPinglessNodes
        case .requireNodeNames, .skipInboundLabelCheck, .probeInterval, .probeTimeout,
            .indirectChecks, .disableTcpPings, .awarenessMaxMultiplier, .suspicionMult,
            .suspicionMaxTimeoutMult, .gossipInterval, .gossipNodes, .gossipToTheDeadTime,
            .retransmitMult, .pushPullInterval, .tcpTimeout, .deadNodeReclaimTime,
            .udpBufferSize, .receiveBufferBytes, .sendBufferBytes:
            tuning.agrees(with: other.tuning, on: key)
        case .noVerifyIncoming: verifiesIncoming == other.verifiesIncoming
        case .noVerifyOutgoing: verifiesOutgoing == other.verifiesOutgoing
        case .noCompression: compresses == other.compresses
        case .noLanes: lanes == other.lanes
        case .logLevel: logLevel == other.logLevel
        case .logFormat: logFormat == other.logFormat
        }
    }
}
