// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTPServer

/// How long a request may wait for news.
enum WaitTime {
    static func read(_ text: String) throws(GatewayError) -> Duration {
        guard let wait = Duration(text: text), wait <= Gateway.longestWait else {
            throw .invalidRequest(
                field: "wait",
                reason: "wait must be a duration such as 500ms, 30s or 2m, at most "
                    + "\(Gateway.longestWait.text)."
            )
        }
        return wait
    }
}

extension Duration {
    /// Reads one that must lie in a range; `example` is shown to whoever writes another.
    static func read(
        _ text: String,
        field: String,
        in range: ClosedRange<Duration>,
        example: String
    ) throws(GatewayError) -> Duration {
        guard let duration = Duration(text: text), range.contains(duration) else {
            throw .invalidRequest(
                field: field,
                reason: "\(field) must be a duration from \(range.lowerBound.text) to "
                    + "\(range.upperBound.text), such as \(example)."
            )
        }
        return duration
    }
}

extension Query {
    /// The value of a parameter that may be given once; `nil` when it is not.
    func single(_ name: String) throws(GatewayError) -> String? {
        let values = all(name)
        guard values.count <= 1 else {
            throw .invalidRequest(field: name, reason: "\(name) is given twice.")
        }
        return values.first
    }
}
