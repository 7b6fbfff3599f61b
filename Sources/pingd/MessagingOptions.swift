// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The game of ping and pong.
struct MessagingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Send a ping to all other members this often: 500ms, 3s, 2m.",
            valueName: "interval"
        )
    )
    var ping: String?

    @Flag(help: "Do not answer pings with pongs.")
    var noPong = false

    @Option(
        help: ArgumentHelp(
            "Messages kept for GET /messages; the oldest go first. (default: 10000)",
            valueName: "n"
        )
    )
    var inboxMessages: String?

    @Option(
        help: ArgumentHelp("Bytes of all of them together. (default: 67108864)", valueName: "n")
    )
    var inboxBytes: String?

    var flags: [SettingKey: [String]] {
        [
            .ping: Given.text(ping),
            .noPong: Given.flag(noPong),
            .inboxMessages: Given.text(inboxMessages),
            .inboxBytes: Given.text(inboxBytes),
        ]
    }
}
