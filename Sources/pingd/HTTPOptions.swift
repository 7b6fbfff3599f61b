// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Where the API listens, and for whom.
struct HTTPOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the API listens; unix:PATH is a socket of mode 0600. (default: 127.0.0.1:8946)",
            valueName: "addr:port"
        )
    )
    var http: String?

    @Option(
        help: ArgumentHelp(
            "A file with the token that requests must carry. Needed beyond this machine.",
            valueName: "file"
        )
    )
    var httpTokenFile: String?

    @Flag(help: "Listen beyond this machine without a token.")
    var httpInsecure = false

    @Option(
        help: ArgumentHelp(
            "Another name that requests may call this node by; repeatable.",
            valueName: "name"
        )
    )
    var httpHost: [String] = []

    @Option(
        help: ArgumentHelp("Threads that serve the API, 1 to 64. (default: 1)", valueName: "n")
    )
    var httpThreads: String?

    var flags: [SettingKey: [String]] {
        [
            .http: Given.text(http),
            .httpTokenFile: Given.text(httpTokenFile),
            .httpInsecure: Given.flag(httpInsecure),
            .httpHost: httpHost,
            .httpThreads: Given.text(httpThreads),
        ]
    }
}
