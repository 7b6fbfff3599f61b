// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import Memberlist

/// The timings, counts, sizes and switches that were given; the others are the profile's.
struct Tuning: Equatable {
    private var durations: [SettingKey: Duration] = [:]
    private var counts: [SettingKey: Int] = [:]
    private var switches: [SettingKey: Bool] = [:]

    init() {}

    /// Reads what is given; whether the values are possible is for the node to say.
    init(_ reading: SettingReading) throws(ConfigurationError) {
        for (key, _) in Self.durationPaths {
            durations[key] = try reading.duration(key, in: .zero...Duration.longestText)
        }
        for (key, _) in Self.countPaths { counts[key] = try reading.count(key) }
        counts[.sendBufferBytes] = try reading.count(.sendBufferBytes)
        for (key, _) in Self.switchPaths { switches[key] = try reading.boolean(key) }
    }

    /// Whether both say the same of one setting.
    func agrees(with other: Tuning, on key: SettingKey) -> Bool {
        durations[key] == other.durations[key] && counts[key] == other.counts[key]
            && switches[key, default: false] == other.switches[key, default: false]
    }

    /// Whether the profile has a default for it.
    static func isTuned(_ key: SettingKey) -> Bool {
        key == .sendBufferBytes || durationPaths.contains { $0.0 == key }
            || countPaths.contains { $0.0 == key } || switchPaths.contains { $0.0 == key }
    }

    /// What a node's settings say of one setting; `nil` when it is none of these.
    static func text(_ settings: NodeSettings, of key: SettingKey) -> String? {
        if key == .sendBufferBytes { return settings.sendBufferBytes.map { "\($0)" } }
        if let path = durationPaths.first(where: { $0.0 == key })?.1 {
            return settings[keyPath: path].text
        }
        if let path = countPaths.first(where: { $0.0 == key })?.1 {
            return "\(settings[keyPath: path])"
        }
        return switchPaths.first { $0.0 == key }.map { "\(settings[keyPath: $0.1])" }
    }

    /// Changes what was given.
    func apply(to settings: inout NodeSettings) {
        for (key, path) in Self.durationPaths {
            if let value = durations[key] { settings[keyPath: path] = value }
        }
        for (key, path) in Self.countPaths {
            if let value = counts[key] { settings[keyPath: path] = value }
        }
        if let value = counts[.sendBufferBytes] { settings.sendBufferBytes = value }
        for (key, path) in Self.switchPaths {
            if let value = switches[key] { settings[keyPath: path] = value }
        }
    }

    private static var durationPaths: [(SettingKey, WritableKeyPath<NodeSettings, Duration>)] {
        [
            (.probeInterval, \.profile.probeInterval),
            (.probeTimeout, \.profile.probeTimeout),
            (.gossipInterval, \.profile.gossipInterval),
            (.gossipToTheDeadTime, \.profile.gossipToTheDeadTime),
            (.pushPullInterval, \.profile.pushPullInterval),
            (.tcpTimeout, \.profile.tcpTimeout),
            (.deadNodeReclaimTime, \.deadNodeReclaimTime),
        ]
    }

    private static var countPaths: [(SettingKey, WritableKeyPath<NodeSettings, Int>)] {
        [
            (.indirectChecks, \.profile.indirectChecks),
            (.awarenessMaxMultiplier, \.profile.awarenessMaxMultiplier),
            (.suspicionMult, \.profile.suspicionMult),
            (.suspicionMaxTimeoutMult, \.profile.suspicionMaxTimeoutMult),
            (.gossipNodes, \.profile.gossipNodes),
            (.retransmitMult, \.profile.retransmitMult),
            (.udpBufferSize, \.udpBufferSize),
            (.receiveBufferBytes, \.receiveBufferBytes),
        ]
    }

    private static var switchPaths: [(SettingKey, WritableKeyPath<NodeSettings, Bool>)] {
        [
            (.disableTcpPings, \.disableTcpPings),
            (.requireNodeNames, \.requireNodeNames),
            (.skipInboundLabelCheck, \.skipInboundLabelCheck),
        ]
    }
}
