// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// What is kept on a disk.
struct JournalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A directory for what outlives the process: the answers to idempotency keys.",
            valueName: "path"
        )
    )
    var dataDir: String?

    var flags: [SettingKey: [String]] {
        [.dataDir: Given.text(dataDir)]
    }
}
