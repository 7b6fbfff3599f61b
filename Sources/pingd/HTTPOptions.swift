// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Where the API listens, and for whom.
struct HTTPOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the API listens; unix:PATH is a socket of mode 0600, fd:NAME one that systemd "
                + "passes. (default: the socket that is passed, else 127.0.0.1:8946)",
            valueName: "addr:port"
        )
    )
    var http: String?

    @Option(
        help: ArgumentHelp(
            "A file with the tokens of which requests must carry one, a line each, with what it "
                + "permits if that is not all: TOKEN read,send. Needed beyond this machine.",
            valueName: "file"
        )
    )
    var httpTokenFile: String?

    @Option(
        help: ArgumentHelp(
            "What requests may do, whoever sends them: read, send, operate; a list with commas. "
                + "(default: all three)",
            valueName: "groups"
        )
    )
    var httpAllow: [String] = []

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
            .httpAllow: httpAllow,
            .httpInsecure: Given.flag(httpInsecure),
            .httpHost: httpHost,
            .httpThreads: Given.text(httpThreads),
        ]
    }
}
