// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// What is said to the other members, and what is taken from them.
struct ProtocolOptions: ParsableArguments {
    @Flag(help: "Be a good member of a Serf cluster: delegate versions 2, 5 and 4.")
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

    @Flag(help: "With keys, accept what is not encrypted: while a cluster moves to keys.")
    var noVerifyIncoming = false

    @Flag(help: "With keys, send unencrypted: while a cluster moves to keys.")
    var noVerifyOutgoing = false

    @Flag(help: "Send uncompressed; what comes compressed is understood.")
    var noCompression = false

    var flags: [SettingKey: [String]] {
        [
            .serf: Given.flag(serf),
            .protocolVersion: Given.text(protocolVersion),
            .delegateProtocolMin: Given.text(delegateProtocolMin),
            .delegateProtocolMax: Given.text(delegateProtocolMax),
            .delegateProtocolVersion: Given.text(delegateProtocolVersion),
            .noVerifyIncoming: Given.flag(noVerifyIncoming),
            .noVerifyOutgoing: Given.flag(noVerifyOutgoing),
            .noCompression: Given.flag(noCompression),
        ]
    }
}
