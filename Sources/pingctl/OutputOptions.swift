// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// How an answer is shown.
struct OutputOptions: ParsableArguments {
    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp(
            "table for people, json as the server sent it, ndjson one line per item.",
            valueName: "format"
        )
    )
    var format = OutputFormat.table
}
