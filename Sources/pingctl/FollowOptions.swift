// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// What becomes of a command that stays when its connection breaks.
struct FollowOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How long to try to get a broken connection back; 0s: not at all. (default: 1m)",
            valueName: "duration"
        ),
        transform: FollowOptions.duration
    )
    var reconnect = Duration.seconds(60)

    private static func duration(_ text: String) throws -> Duration {
        guard let duration = Duration(text: text) else {
            throw ValidationError("write a duration like 500ms, 10s or 2m")
        }
        return duration
    }

    var reconnection: Reconnection { Reconnection(limit: reconnect) }
}
