// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// Under what name messages are taken, and for how long.
struct ConsumerOptions: ParsableArguments {
    enum Start: String, CaseIterable, ExpressibleByArgument {
        case oldest, next
    }

    @Argument(
        help: ArgumentHelp("The consumer's name.", valueName: "name"),
        completion: ConsumerNames.completion
    )
    var name: String

    @Option(
        help: ArgumentHelp(
            "Time to deal with messages in, 1s to 1h; then they come again. (default: 30s)",
            valueName: "duration"
        ),
        transform: ConnectionOptions.duration
    )
    var lease = Duration.seconds(30)

    @Option(
        help: ArgumentHelp(
            "Where a new name begins: with the oldest message that is held, or the next one.",
            valueName: "oldest|next"
        )
    )
    var start = Start.oldest

    func validate() throws {
        try ConsumerNames.check(name)
        guard lease >= .seconds(1), lease <= .seconds(3_600) else {
            throw ValidationError("--lease is 1s to 1h")
        }
    }
}
