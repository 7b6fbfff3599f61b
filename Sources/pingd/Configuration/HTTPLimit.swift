// SPDX-License-Identifier: Apache-2.0

import Gateway
import GatewayAPI

/// One limit of what HTTP clients may ask for: its setting, where it is kept, and its bounds.
enum HTTPLimit {
    case count(WritableKeyPath<GatewayLimits, Int>, ClosedRange<Int>)
    case time(WritableKeyPath<GatewayLimits, Duration>)

    /// What each time may be.
    static let times = Duration.milliseconds(1)...Duration.seconds(3_600)

    /// Every limit; bytes are bounded so that a slip of a finger does not take all memory.
    static var all: [(key: SettingKey, limit: HTTPLimit)] {
        [
            (.httpMaxConnections, .count(\.connections, 1...1_000_000)),
            (.httpMaxConnectionsPerAddress, .count(\.connectionsPerAddress, 0...1_000_000)),
            (.httpHeaderTimeout, .time(\.headerTimeout)),
            (.httpBodyTimeout, .time(\.bodyTimeout)),
            (.httpBodyProgressTimeout, .time(\.bodyProgressTimeout)),
            (.httpIdleTimeout, .time(\.idleTimeout)),
            (.httpWriteTimeout, .time(\.writeTimeout)),
            (.httpMaxPipelined, .count(\.pipelined, 1...10_000)),
            (.httpMaxRequestLine, .count(\.requestLineBytes, 64...1_048_576)),
            (.httpMaxFields, .count(\.fields, 8...10_000)),
            (.httpMaxHeaderBytes, .count(\.headerBytes, 256...1_048_576)),
            (.httpMaxBody, .count(\.bodyBytes, 1_024...67_108_864)),
        ]
    }

    /// What the limits say of one setting; `nil` when it is none of them.
    static func text(_ limits: GatewayLimits, of key: SettingKey) -> String? {
        switch all.first(where: { $0.key == key })?.limit {
        case .count(let path, _): "\(limits[keyPath: path])"
        case .time(let path): limits[keyPath: path].text
        case nil: nil
        }
    }

    /// Whether both say the same of one limit.
    static func agree(_ first: GatewayLimits, _ second: GatewayLimits, on key: SettingKey) -> Bool {
        switch all.first(where: { $0.key == key })?.limit {
        case .count(let path, _): first[keyPath: path] == second[keyPath: path]
        case .time(let path): first[keyPath: path] == second[keyPath: path]
        case nil: true
        }
    }
}

extension Configuration {
    /// Reads what HTTP clients may ask for.
    mutating func readHTTPLimits(_ reading: SettingReading) throws(ConfigurationError) {
        for (key, limit) in HTTPLimit.all {
            switch limit {
            case .count(let path, let range):
                guard let count = try reading.number(key, in: range) else { continue }
                httpLimits[keyPath: path] = count
            case .time(let path):
                guard let time = try reading.duration(key, in: HTTPLimit.times) else { continue }
                httpLimits[keyPath: path] = time
            }
        }
    }
}
