// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Where settings come from, and how the log is written.
struct GeneralOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A YAML file with settings. Environment: PINGD_CONFIG.",
            valueName: "file"
        )
    )
    var config: String?

    @Flag(help: "Read and check every setting, say what would be, and end with 0 or 78.")
    var checkConfig = false

    @Option(
        help: ArgumentHelp(
            "trace, debug, info, notice, warning, error or critical. (default: info)",
            valueName: "level"
        )
    )
    var logLevel: String?

    @Option(
        help: ArgumentHelp("text, or json: one object a line. (default: text)", valueName: "format")
    )
    var logFormat: String?

    var flags: [SettingKey: [String]] {
        [.logLevel: Given.text(logLevel), .logFormat: Given.text(logFormat)]
    }
}
