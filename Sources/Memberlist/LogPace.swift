// SPDX-License-Identifier: Apache-2.0

import Determinism

/// How often the same is said in the log, whatever peers do; in between it is only counted.
struct LogPace {
    /// What is said only so often.
    enum Topic: Hashable {
        case encryptionDiffers
        case labelDiffers
        case closedBeforeReply
        case refusedByPeer
        case quarantine
        case largeState
        case pushPullLimit
        case mergeRefused
    }

    /// At least so long between two lines about one topic.
    static let interval = Duration.seconds(60)

    private var told: [Topic: (at: Instant, since: Int)] = [:]

    /// Whether to say it now; if so, how often it was not said since the last time.
    mutating func admit(_ topic: Topic, at now: Instant) -> Int? {
        guard let last = told[topic] else {
            told[topic] = (now, 0)
            return 0
        }
        guard now - last.at >= Self.interval else {
            told[topic]?.since += 1
            return nil
        }
        told[topic] = (now, 0)
        return last.since
    }
}
