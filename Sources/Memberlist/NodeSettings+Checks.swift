// SPDX-License-Identifier: Apache-2.0

import JSONText
import Membership
import Reactor
import Wire
import WireSecurity

extension NodeSettings {
    /// Longest duration: sums and products of a few stay far below what a clock can count.
    static let longestDuration = Duration.seconds(86_400)
    static let largestCount = 1_000
    /// What fits into a UDP datagram over IPv4.
    static let largestPacket = 65_507
    /// A kernel rounds smaller ones up, and refuses larger ones.
    static let socketBuffers = 4_096...(1 << 30)
    static let handoffQueueDepths = 1...(1 << 20)

    /// The first of the settings of spec §16 that cannot be; none: all can.
    package var impossibleSetting: ImpossibleSetting? {
        impossibleDuration ?? impossibleProbe ?? impossibleCount ?? impossibleBuffer
            ?? impossibleNetwork ?? impossibleName
    }

    private var impossibleDuration: ImpossibleSetting? {
        let durations: [(String, Duration, mayBeZero: Bool)] = [
            ("probeInterval", profile.probeInterval, true),
            ("probeTimeout", profile.probeTimeout, false),
            ("gossipInterval", profile.gossipInterval, true),
            ("gossipToTheDeadTime", profile.gossipToTheDeadTime, true),
            ("pushPullInterval", profile.pushPullInterval, true),
            ("tcpTimeout", profile.tcpTimeout, false),
            ("deadNodeReclaimTime", deadNodeReclaimTime, true),
            ("queueCheckInterval", queueCheckInterval, true),
        ]
        for (name, value, mayBeZero) in durations {
            let isPossible =
                value == .zero
                ? mayBeZero : (.milliseconds(1)...Self.longestDuration).contains(value)
            guard !isPossible else { continue }
            return ImpossibleSetting(
                names: [name],
                sentence: "\(value) is out of range; use \(mayBeZero ? "0, or " : "")1 ms to 24 h"
            )
        }
        return nil
    }

    private var impossibleProbe: ImpossibleSetting? {
        let (timeout, interval) = (profile.probeTimeout, profile.probeInterval)
        guard interval > .zero, timeout > interval else { return nil }
        return ImpossibleSetting(
            names: ["probeTimeout", "probeInterval"],
            sentence: "a probe would wait \(timeout) for an answer, and last only \(interval); "
                + "the timeout must not be longer than the interval"
        )
    }

    private var impossibleCount: ImpossibleSetting? {
        let counts: [(String, Int, ClosedRange<Int>)] = [
            ("indirectChecks", profile.indirectChecks, 0...Self.largestCount),
            ("awarenessMaxMultiplier", profile.awarenessMaxMultiplier, 1...Self.largestCount),
            ("suspicionMult", profile.suspicionMult, 1...Self.largestCount),
            ("suspicionMaxTimeoutMult", profile.suspicionMaxTimeoutMult, 1...Self.largestCount),
            ("gossipNodes", profile.gossipNodes, 0...Self.largestCount),
            ("retransmitMult", profile.retransmitMult, 1...Self.largestCount),
            ("handoffQueueDepth", handoffQueueDepth, Self.handoffQueueDepths),
            ("receiveBufferBytes", receiveBufferBytes, Self.socketBuffers),
            (
                "sendBufferBytes", sendBufferBytes ?? Self.socketBuffers.lowerBound,
                Self.socketBuffers
            ),
        ]
        return counts.first { !$0.2.contains($0.1) }.map { name, value, range in
            ImpossibleSetting(
                names: [name],
                sentence: "\(value) is out of range; "
                    + "use \(range.lowerBound) to \(range.upperBound)"
            )
        }
    }

    /// A packet must at least carry what this node says of itself (spec §5.7).
    private var impossibleBuffer: ImpossibleSetting? {
        let announcement = Alive(
            incarnation: Incarnation(rawValue: .max),
            node: MemberName(name),
            endpoint: Endpoint(address: AddressBytes(ipv6High: .max, low: .max), port: .max),
            metadata: announcedMetadata,
            versions: membershipSettings.versions
        )
        // The envelopes of versions 0 and 1 (spec §5.7).
        let envelope = keys.isEmpty ? 0 : protocolVersion == 1 ? 45 : 29
        let labelHeader = label.isEmpty ? 0 : 2 + label.count
        let least =
            Message.alive(announcement).encoded().count + Compound.headerBytes
            + Compound.partOverheadBytes + Checksum.headerBytes + labelHeader + envelope
        guard !(least...Self.largestPacket).contains(udpBufferSize) else { return nil }
        return ImpossibleSetting(
            names: ["udpBufferSize"],
            sentence: "packets of \(udpBufferSize) bytes are out of range; with this name, "
                + "metadata, label and key use \(least) to \(Self.largestPacket)"
        )
    }

    private var impossibleNetwork: ImpossibleSetting? {
        cidrsAllowed.first { NetworkPrefix(cidr: $0) == nil }.map { text in
            ImpossibleSetting(
                names: ["cidrsAllowed"],
                sentence: "\(Self.quoted(text)) is not a network; "
                    + "write it like 10.0.0.0/8 or fd00::/8"
            )
        }
    }

    /// At most 80 characters, none of which drives a terminal.
    private static func quoted(_ text: String) -> String {
        "\"\(PrintableText.escaping(String(text.prefix(80))))\""
    }

    private var impossibleName: ImpossibleSetting? {
        if advertisePort == 0 {
            return ImpossibleSetting(
                names: ["advertisePort"],
                sentence: "port 0 cannot be dialled; leave it out to advertise the bound port"
            )
        }
        guard requireNodeNames, let nameless = join.first(where: { !$0.contains("/") }) else {
            return nil
        }
        return ImpossibleSetting(
            names: ["join", "requireNodeNames"],
            sentence: "\(Self.quoted(nameless)) names no node, and names are required; "
                + "write it like name/host:7946"
        )
    }
}
