// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// What is said to the other members, and what is taken from them.
struct ProtocolOptions: ParsableArguments {
    @Flag(help: "Be a good member of a Serf cluster: delegate versions 2, 5, 4, and its farewell.")
    var serf = false

    @Option(
        help: ArgumentHelp("Version of the protocol to speak, 1 to 5. (default: 2)", valueName: "n")
    )
    var protocolVersion: String?

    @Option(
        help: ArgumentHelp("Least version of the delegates' protocol. (default: 0)", valueName: "n")
    )
    var delegateProtocolMin: String?

    @Option(
        help: ArgumentHelp("Greatest version of that protocol. (default: 0)", valueName: "n")
    )
    var delegateProtocolMax: String?

    @Option(
        help: ArgumentHelp("Version of that protocol to speak. (default: 0)", valueName: "n")
    )
    var delegateProtocolVersion: String?

    @Option(
        help: ArgumentHelp(
            "A network that members may be in, like 10.0.0.0/8; repeatable. (default: any)",
            valueName: "cidr"
        )
    )
    var cidrsAllowed: [String] = []

    @Flag(help: "Send to nobody unnamed: --join NAME/ADDR, and pings that name their target.")
    var requireNodeNames = false

    @Flag(help: "Labels are taken off by something in front of this node.")
    var skipInboundLabelCheck = false

    @Flag(help: "With keys, accept what is not encrypted: while a cluster moves to keys.")
    var noVerifyIncoming = false

    @Flag(help: "With keys, send unencrypted: while a cluster moves to keys.")
    var noVerifyOutgoing = false

    @Flag(help: "Send uncompressed; what comes compressed is understood.")
    var noCompression = false

    @Flag(help: "Keep no lanes to other pingd nodes: each message on a stream of its own.")
    var noLanes = false

    var flags: [SettingKey: [String]] {
        [
            .serf: Given.flag(serf),
            .protocolVersion: Given.text(protocolVersion),
            .delegateProtocolMin: Given.text(delegateProtocolMin),
            .delegateProtocolMax: Given.text(delegateProtocolMax),
            .delegateProtocolVersion: Given.text(delegateProtocolVersion),
            .cidrsAllowed: cidrsAllowed,
            .requireNodeNames: Given.flag(requireNodeNames),
            .skipInboundLabelCheck: Given.flag(skipInboundLabelCheck),
            .noVerifyIncoming: Given.flag(noVerifyIncoming),
            .noVerifyOutgoing: Given.flag(noVerifyOutgoing),
            .noCompression: Given.flag(noCompression),
            .noLanes: Given.flag(noLanes),
        ]
    }
}
