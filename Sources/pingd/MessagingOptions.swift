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

    var flags: [SettingKey: [String]] {
        [.ping: Given.text(ping), .noPong: Given.flag(noPong)]
    }
}
