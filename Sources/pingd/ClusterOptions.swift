// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Who this node is, and whom it joins.
struct ClusterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The node's name, unique in the cluster. (default: this machine's name)",
            valueName: "name"
        )
    )
    var name: String?

    @Option(
        help: ArgumentHelp(
            "Where packets and streams are accepted. (default: 0.0.0.0:7946)",
            valueName: "addr:port"
        )
    )
    var bind: String?

    @Option(
        help: ArgumentHelp(
            "What the others are told to dial. (default: found out)",
            valueName: "addr:port"
        )
    )
    var advertise: String?

    @Option(
        help: ArgumentHelp(
            "A node to join; repeatable, or a list with commas. Tried again until one is reached.",
            valueName: "addr"
        )
    )
    var join: [String] = []

    @Flag(help: "Try to join once, and end with 1 if nobody is reached.")
    var joinOnce = false

    @Option(
        help: ArgumentHelp("Timings: lan, wan or local. (default: lan)", valueName: "profile")
    )
    var profile: String?

    @Option(
        help: ArgumentHelp(
            "A tag that is told to all members; repeatable, 512 bytes in all.",
            valueName: "key=value"
        )
    )
    var meta: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only nodes with the same label can talk to each other.",
            valueName: "text"
        )
    )
    var label: String?

    @Option(
        help: ArgumentHelp(
            "The key that encrypts gossip: 16, 24 or 32 bytes in base64. Others may see a flag.",
            valueName: "base64"
        )
    )
    var key: String?

    @Option(
        help: ArgumentHelp(
            "A file of mode 0600 with a JSON array of keys; the first encrypts, all decrypt. "
                + "With --key it is made when it is not there; when it is, it counts.",
            valueName: "file"
        )
    )
    var keyring: String?

    var flags: [SettingKey: [String]] {
        [
            .name: Given.text(name),
            .bind: Given.text(bind),
            .advertise: Given.text(advertise),
            .join: join,
            .joinOnce: Given.flag(joinOnce),
            .profile: Given.text(profile),
            .meta: meta,
            .label: Given.text(label),
            .key: Given.text(key),
            .keyring: Given.text(keyring),
        ]
    }
}
