// SPDX-License-Identifier: Apache-2.0

import Membership
import Testing
import Wire

@testable import Memberlist

/// What a node can be told, and what cannot be (spec §16).
struct SettingsTests {
    @Test func `the profiles are memberlist's`() {
        typealias Profile = NodeSettings.Profile
        let profiles = [Profile.lan, .wan, .local]
        func row<Value>(_ value: (Profile) -> Value) -> [Value] { profiles.map(value) }
        #expect(row { $0.tcpTimeout } == [.seconds(10), .seconds(30), .seconds(1)])
        #expect(row { $0.indirectChecks } == [3, 3, 1])
        #expect(row { $0.retransmitMult } == [4, 4, 2])
        #expect(row { $0.suspicionMult } == [4, 6, 3])
        #expect(row { $0.suspicionMaxTimeoutMult } == [6, 6, 6])
        #expect(row { $0.pushPullInterval } == [.seconds(30), .seconds(60), .seconds(15)])
        #expect(row { $0.probeInterval } == [.seconds(1), .seconds(5), .seconds(1)])
        let timeouts: [Duration] = [.milliseconds(500), .seconds(3), .milliseconds(200)]
        #expect(row { $0.probeTimeout } == timeouts)
        #expect(row { $0.awarenessMaxMultiplier } == [8, 8, 8])
        let rounds: [Duration] = [.milliseconds(200), .milliseconds(500), .milliseconds(100)]
        #expect(row { $0.gossipInterval } == rounds)
        #expect(row { $0.gossipNodes } == [3, 4, 3])
        #expect(row { $0.gossipToTheDeadTime } == [.seconds(30), .seconds(60), .seconds(15)])
    }

    @Test func `every profile can be, as it is`() {
        for profile in [NodeSettings.Profile.lan, .wan, .local] {
            var settings = NodeSettings(name: "node")
            settings.profile = profile
            #expect(settings.impossibleSetting == nil)
        }
    }

    @Test func `what is said reaches the participant`() {
        var settings = NodeSettings(name: "node")
        settings.profile = .wan
        settings.profile.probeInterval = .seconds(4)
        settings.disableTcpPings = true
        settings.disableTcpPingsForNode = ["slow"]
        settings.deadNodeReclaimTime = .seconds(9)
        settings.udpBufferSize = 1_200
        settings.requireNodeNames = true
        settings.cidrsAllowed = ["10.0.0.0/8", "fd00::/8"]
        var expected = MembershipSettings.wan
        expected.probeInterval = .seconds(4)
        expected.disableTcpPings = true
        expected.disableTcpPingsForNode = ["slow"]
        expected.deadNodeReclaimTime = .seconds(9)
        expected.udpBufferSize = 1_200
        expected.requireNodeNames = true
        expected.allowedNetworks = [
            NetworkPrefix(address: AddressBytes(10, 0, 0, 0), bits: 8)!,
            NetworkPrefix(address: AddressBytes(ipv6High: 0xFD << 56, low: 0), bits: 8)!,
        ]
        #expect(settings.membershipSettings == expected)
    }

    static let impossible: [(String, @Sendable (inout NodeSettings) -> Void)] = [
        ("probeTimeout", { $0.profile.probeTimeout = .seconds(2) }),
        ("probeTimeout", { $0.profile.probeTimeout = .zero }),
        ("probeInterval", { $0.profile.probeInterval = .milliseconds(-1) }),
        ("probeInterval", { $0.profile.probeInterval = .nanoseconds(1) }),
        ("gossipInterval", { $0.profile.gossipInterval = .seconds(86_401) }),
        ("gossipToTheDeadTime", { $0.profile.gossipToTheDeadTime = .seconds(-1) }),
        ("pushPullInterval", { $0.profile.pushPullInterval = .microseconds(999) }),
        ("tcpTimeout", { $0.profile.tcpTimeout = .zero }),
        ("deadNodeReclaimTime", { $0.deadNodeReclaimTime = .seconds(Int64.max) }),
        ("queueCheckInterval", { $0.queueCheckInterval = .nanoseconds(5) }),
        ("indirectChecks", { $0.profile.indirectChecks = -1 }),
        ("awarenessMaxMultiplier", { $0.profile.awarenessMaxMultiplier = 0 }),
        ("suspicionMult", { $0.profile.suspicionMult = 0 }),
        ("suspicionMaxTimeoutMult", { $0.profile.suspicionMaxTimeoutMult = 0 }),
        ("gossipNodes", { $0.profile.gossipNodes = 1_001 }),
        ("retransmitMult", { $0.profile.retransmitMult = 0 }),
        ("handoffQueueDepth", { $0.handoffQueueDepth = 0 }),
        ("receiveBufferBytes", { $0.receiveBufferBytes = 1 }),
        ("sendBufferBytes", { $0.sendBufferBytes = .max }),
        ("udpBufferSize", { $0.udpBufferSize = 65_508 }),
        ("udpBufferSize", { $0.udpBufferSize = .min }),
        ("cidrsAllowed", { $0.cidrsAllowed = ["10.0.0.0/33"] }),
        ("advertisePort", { $0.advertisePort = 0 }),
        (
            "join",
            {
                $0.requireNodeNames = true
                $0.join = ["127.0.0.1"]
            }
        ),
    ]

    @Test func `what cannot be is refused by its name, in a sentence`() async {
        for (name, change) in Self.impossible {
            do {
                let node = try await Cluster.node("node", change)
                await node.shutdown()
                Issue.record("\(name) was taken")
            } catch NodeStartError.impossible(let setting) {
                #expect(setting.names.first == name)
                #expect(setting.sentence.contains(" "))
                #expect("\(NodeStartError.impossible(setting))".hasPrefix(name))
            } catch {
                Issue.record("\(name): \(error)")
            }
        }
    }

    @Test func `a packet carries at least the node's own announcement, whatever surrounds it`()
        async throws
    {
        for key in [[], [[UInt8](repeating: 1, count: 32)]] as [[[UInt8]]] {
            var settings = NodeSettings(name: String(repeating: "n", count: 256))
            settings.metadata = Array(repeating: 7, count: 512)
            settings.label = Array(repeating: 8, count: 255)
            settings.keys = key
            #expect(settings.impossibleSetting == nil)
            settings.udpBufferSize = 1_000
            #expect(settings.impossibleSetting?.names == ["udpBufferSize"])
        }
        // The least that is said to be enough is enough to gossip.
        let tag = Array(repeating: UInt8(7), count: 100)
        let change: @Sendable (inout NodeSettings) -> Void = { settings in
            settings.metadata = tag
            settings.profile.pushPullInterval = .zero
            settings.keys = [[UInt8](repeating: 1, count: 16)]
            for size in 0... {
                settings.udpBufferSize = size
                if settings.impossibleSetting == nil { break }
            }
            #expect((200..<300).contains(settings.udpBufferSize))
        }
        let first = try await Cluster.node("first", change)
        let second = try await Cluster.node("second", change)
        let third = try await Cluster.node("third", change)
        for node in [second, third] {
            #expect(await node.join([first.boundAddress]).contacted == 1)
        }
        // These two never spoke by stream: what the second knows of the third is gossip.
        try await second.waits { $0.member(named: "third")?.metadata == tag }
        for node in [first, second, third] { await node.shutdown() }
    }

    @Test(
        arguments: [
            ("10.0.0.0/8", true), ("10.1.2.3/8", true), ("0.0.0.0/0", true), ("::/0", true),
            ("fd00::/128", true), ("1.2.3.4/32", true), ("1.2.3.4/33", false),
            ("::1/129", false), ("10.0.0.0", false), ("10.0.0.0/", false), ("/8", false),
            ("10.0.0.0/-1", false), ("10.0.0.0/+8", false), ("10.0.0.0/8/8", false),
            ("10.0.0/8", false), ("host/8", false), ("::ffff:10.0.0.0/104", false), ("", false),
            ("10.0.0.0/99999999999999999999", false),
        ]
    )
    func `a network is read or refused`(text: String, isNetwork: Bool) {
        #expect((NetworkPrefix(cidr: text) != nil) == isNetwork)
    }
}
