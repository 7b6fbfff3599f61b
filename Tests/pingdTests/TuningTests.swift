// SPDX-License-Identifier: Apache-2.0

import Memberlist
import Testing

@testable import pingd

/// What is usually left to the profile, and what cannot be.
struct TuningTests {
    @Test func `what is given replaces the profile's, and nothing else`() throws {
        let settings = try Settings.read([
            "--profile", "wan", "--probe-interval", "2s", "--probe-timeout", "300ms",
            "--gossip-nodes", "5",
        ]).nodeSettings { _ in }
        var expected = NodeSettings.Profile.wan
        expected.probeInterval = .seconds(2)
        expected.probeTimeout = .milliseconds(300)
        expected.gossipNodes = 5
        #expect(settings.profile == expected)
        #expect(try Settings.read().nodeSettings { _ in }.profile == .lan)
    }

    @Test func `everything that can be tuned reaches the node`() throws {
        let settings = try Settings.read(
            [
                "--indirect-checks", "0", "--awareness-max-multiplier", "9",
                "--suspicion-mult", "7", "--suspicion-max-timeout-mult", "2",
                "--gossip-interval", "0s", "--gossip-to-the-dead-time", "1m",
                "--retransmit-mult", "3", "--push-pull-interval", "0s", "--tcp-timeout", "4s",
                "--dead-node-reclaim-time", "5m", "--udp-buffer-size", "1200",
                "--receive-buffer-bytes", "8192", "--send-buffer-bytes", "16384",
                "--disable-tcp-pings", "--disable-tcp-pings-for-node", "a,b",
                "--cidrs-allowed", "10.0.0.0/8", "--cidrs-allowed", "fd00::/8,127.0.0.0/8",
                "--skip-inbound-label-check",
            ]
        ).nodeSettings { _ in }
        let profile = settings.profile
        #expect(profile.indirectChecks == 0 && profile.awarenessMaxMultiplier == 9)
        #expect(profile.suspicionMult == 7 && profile.suspicionMaxTimeoutMult == 2)
        #expect(profile.gossipInterval == .zero && profile.gossipToTheDeadTime == .seconds(60))
        #expect(profile.retransmitMult == 3 && profile.pushPullInterval == .zero)
        #expect(profile.tcpTimeout == .seconds(4))
        #expect(settings.deadNodeReclaimTime == .seconds(300))
        #expect(settings.udpBufferSize == 1_200 && settings.receiveBufferBytes == 8_192)
        #expect(settings.sendBufferBytes == 16_384)
        #expect(settings.disableTcpPings && settings.disableTcpPingsForNode == ["a", "b"])
        #expect(settings.cidrsAllowed == ["10.0.0.0/8", "fd00::/8", "127.0.0.0/8"])
        #expect(settings.skipInboundLabelCheck && !settings.requireNodeNames)
    }

    @Test(arguments: [
        (
            ["--probe-timeout", "2s"],
            "--probe-timeout: a probe would wait 2.0 seconds for an answer, and last only "
                + "1.0 seconds; the timeout must not be longer than the interval"
        ),
        (
            ["--probe-interval", "100ms"],
            "--probe-interval: a probe would wait 0.5 seconds for an answer, and last only "
                + "0.1 seconds; the timeout must not be longer than the interval"
        ),
        (
            ["--tcp-timeout", "0s"],
            "--tcp-timeout: 0.0 seconds is out of range; use 1 ms to 24 h"
        ),
        (
            ["--gossip-interval", "25h"],
            "--gossip-interval: 90000.0 seconds is out of range; use 0, or 1 ms to 24 h"
        ),
        (
            ["--suspicion-mult", "0"],
            "--suspicion-mult: 0 is out of range; use 1 to 1000"
        ),
        (
            ["--retransmit-mult", "-1"],
            "missing value for '--retransmit-mult <n>' (see pingd --help)"
        ),
        (["--gossip-nodes", "x"], "--gossip-nodes: \"x\" is not a whole number like 3"),
        (
            ["--gossip-interval", "1"],
            "--gossip-interval: \"1\" is not a duration; "
                + "write one like 500ms, 3s, 2m or 1h"
        ),
        (
            ["--name", "n", "--udp-buffer-size", "40"],
            "--udp-buffer-size: packets of 40 bytes are out of range; with this name, metadata, "
                + "label and key use 99 to 65507"
        ),
        (
            ["--cidrs-allowed", "10.0.0.0/8,10.0.0.0"],
            "--cidrs-allowed: \"10.0.0.0\" is not a network; write it like 10.0.0.0/8 or fd00::/8"
        ),
        (
            ["--require-node-names", "--join", "a/h,h"],
            "--join: \"h\" names no node, and names are required; write it like name/host:7946"
        ),
        (
            ["--receive-buffer-bytes", "4095"],
            "--receive-buffer-bytes: 4095 is out of range; use 4096 to 1073741824"
        ),
    ])
    func `what cannot be is one sentence and exit code 64`(
        flags: [String],
        sentence: String
    ) throws {
        let expected = Refusal(sentence: sentence, exitStatus: .usage)
        #expect(try Settings.refusal(flags) == expected)
    }

    @Test func `what cannot be in a file or variable is exit code 78`() throws {
        let sentence =
            "a probe would wait 6.0 seconds for an answer, and last only 5.0 seconds; "
            + "the timeout must not be longer than the interval"
        #expect(
            try Settings.refusal(file: "profile: wan\nprobe-timeout: 6s\n")
                == Refusal(
                    sentence: "FILE:2: probe-timeout: \(sentence)",
                    exitStatus: .configuration
                )
        )
        #expect(
            try Settings.refusal(["--profile", "wan"], environment: ["PINGD_PROBE_TIMEOUT": "6s"])
                == Refusal(sentence: "PINGD_PROBE_TIMEOUT: \(sentence)", exitStatus: .configuration)
        )
    }

    @Test func `every setting that the node may find impossible has a flag here`() {
        for name in ["probeTimeout", "udpBufferSize", "cidrsAllowed", "gossipToTheDeadTime"] {
            #expect(SettingKey(property: name) != nil, "\(name)")
        }
    }
}
