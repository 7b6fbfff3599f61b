// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// What is kept on a disk.
struct JournalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A directory for what outlives the process: the inbox and its consumers, durable "
                + "messages, idempotency keys, and the members known.",
            valueName: "path"
        )
    )
    var dataDir: String?

    @Option(
        help: ArgumentHelp(
            "How often a consumer is given a message before it becomes a dead letter. (default: 5)",
            valueName: "n"
        )
    )
    var deliveryAttempts: String?

    var flags: [SettingKey: [String]] {
        [
            .dataDir: Given.text(dataDir),
            .deliveryAttempts: Given.text(deliveryAttempts),
        ]
    }
}
