// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Timings, counts and sizes, each of which has its default from the profile or from memberlist.
struct TuningOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Between two probes; 0s: none.", valueName: "time"))
    var probeInterval: String?

    @Option(help: ArgumentHelp("What an answer may take, at most the interval.", valueName: "time"))
    var probeTimeout: String?

    @Option(help: ArgumentHelp("How many members are asked to ping a silent one.", valueName: "n"))
    var indirectChecks: String?

    @Flag(help: "Never ping a silent one over TCP.")
    var disableTcpPings = false

    @Option(help: ArgumentHelp("A member never pinged so; repeatable.", valueName: "name"))
    var disableTcpPingsForNode: [String] = []

    @Option(help: ArgumentHelp("How far an unwell node slows down.", valueName: "n"))
    var awarenessMaxMultiplier: String?

    @Option(help: ArgumentHelp("How long a suspect may refute.", valueName: "n"))
    var suspicionMult: String?

    @Option(help: ArgumentHelp("How much longer while nobody confirms.", valueName: "n"))
    var suspicionMaxTimeoutMult: String?

    @Option(help: ArgumentHelp("Between two rounds of gossip; 0s: none.", valueName: "time"))
    var gossipInterval: String?

    @Option(help: ArgumentHelp("How many members each round tells.", valueName: "n"))
    var gossipNodes: String?

    @Option(help: ArgumentHelp("When the dead and the left are forgotten.", valueName: "time"))
    var gossipToTheDeadTime: String?

    @Option(help: ArgumentHelp("How often each piece of news is told.", valueName: "n"))
    var retransmitMult: String?

    @Option(help: ArgumentHelp("Between two exchanges of tables; 0s: none.", valueName: "time"))
    var pushPullInterval: String?

    @Option(help: ArgumentHelp("What a stream may take.", valueName: "time"))
    var tcpTimeout: String?

    @Option(
        help: ArgumentHelp(
            "When a dead member's name may be taken from another address; 0s: never. (default: 0s)",
            valueName: "time"
        )
    )
    var deadNodeReclaimTime: String?

    @Option(help: ArgumentHelp("Bytes of a packet. (default: 1400)", valueName: "n"))
    var udpBufferSize: String?

    @Option(
        help: ArgumentHelp(
            "Bytes that the system keeps of packets received. (default: 2097152)",
            valueName: "n"
        )
    )
    var receiveBufferBytes: String?

    @Option(
        help: ArgumentHelp(
            "The same of packets to send. (default: the system's)",
            valueName: "n"
        )
    )
    var sendBufferBytes: String?

    var flags: [SettingKey: [String]] {
        [
            .probeInterval: Given.text(probeInterval),
            .probeTimeout: Given.text(probeTimeout),
            .indirectChecks: Given.text(indirectChecks),
            .disableTcpPings: Given.flag(disableTcpPings),
            .disableTcpPingsForNode: disableTcpPingsForNode,
            .awarenessMaxMultiplier: Given.text(awarenessMaxMultiplier),
            .suspicionMult: Given.text(suspicionMult),
            .suspicionMaxTimeoutMult: Given.text(suspicionMaxTimeoutMult),
            .gossipInterval: Given.text(gossipInterval),
            .gossipNodes: Given.text(gossipNodes),
            .gossipToTheDeadTime: Given.text(gossipToTheDeadTime),
            .retransmitMult: Given.text(retransmitMult),
            .pushPullInterval: Given.text(pushPullInterval),
            .tcpTimeout: Given.text(tcpTimeout),
            .deadNodeReclaimTime: Given.text(deadNodeReclaimTime),
            .udpBufferSize: Given.text(udpBufferSize),
            .receiveBufferBytes: Given.text(receiveBufferBytes),
            .sendBufferBytes: Given.text(sendBufferBytes),
        ]
    }
}
