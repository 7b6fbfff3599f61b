// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// What other members may have of the application beside this node.
struct ProxyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The application that requests to /proxy/NAME/… reach through any node: "
                + "http://HOST:PORT or unix:/PATH.",
            valueName: "address"
        )
    )
    var upstream: String?

    @Option(
        help: ArgumentHelp(
            "Methods that are let through to it; a list with commas. (default: all)",
            valueName: "methods"
        )
    )
    var proxyMethods: [String] = []

    @Option(
        help: ArgumentHelp(
            "A path that is let through to it, with all below; repeatable. (default: all)",
            valueName: "prefix"
        )
    )
    var proxyPath: [String] = []

    @Option(
        help: ArgumentHelp(
            "How long it may take to begin its answer; then 504. (default: 1m)",
            valueName: "time"
        )
    )
    var proxyTimeout: String?

    var flags: [SettingKey: [String]] {
        [
            .upstream: Given.text(upstream),
            .proxyMethods: proxyMethods,
            .proxyPath: proxyPath,
            .proxyTimeout: Given.text(proxyTimeout),
        ]
    }
}
