// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import Logging
import Reactor

/// Writes each event of the log as one line.
struct LineLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    private let output: LineWriter
    private let format: LogFormat
    private let threshold: LogLevelSwitch

    init(output: LineWriter, format: LogFormat, threshold: LogLevelSwitch) {
        self.output = output
        self.format = format
        self.threshold = threshold
    }

    /// One for all loggers of the process.
    var logLevel: Logger.Level {
        get { threshold.level }
        set { threshold.level = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let line = LogLine(
            time: Timestamp.rfc3339(unixMilliseconds: WallClock.microseconds / 1_000),
            level: event.level,
            message: event.message.description,
            fields: all.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        )
        switch format {
        case .text: output.write(line.text)
        case .json: output.write(line.json)
        }
    }
}
