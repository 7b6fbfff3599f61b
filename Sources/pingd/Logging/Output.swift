// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc
import JSONText
import Logging

/// The log on standard error and the transcript on standard output, neither of which can hold up
/// the threads that write to them.
struct Output: Sendable {
    let logger: Logger
    private let log: LineWriter
    private let transcript: LineWriter

    init(_ configuration: Configuration) {
        let log = LineWriter(to: STDERR_FILENO) { loss in
            if case .dropped(let count) = loss {
                StandardError.say("\(count) lines of the log were dropped: nobody read them")
            }
        }
        let format = configuration.logFormat
        let threshold = LogLevelSwitch(configuration.logLevel)
        LoggingSystem.bootstrap { _ in
            LineLogHandler(output: log, format: format, threshold: threshold)
        }
        let logger = Logger(label: "pingd")
        self.log = log
        self.logger = logger
        transcript = LineWriter(to: STDOUT_FILENO) { loss in
            switch loss {
            case .dropped(let count):
                logger.warning(
                    "lines of the transcript were dropped: nobody read them",
                    metadata: ["lines": "\(count)"]
                )
            case .closed:
                logger.notice("standard output is closed; the transcript ends")
            }
        }
    }

    /// A peer chooses its keys: none may break the line.
    @Sendable func transcribe(_ line: String) { transcript.write(PrintableText.escaping(line)) }

    func flush(within limit: DispatchTimeInterval) {
        transcript.flush(within: limit)
        log.flush(within: limit)
    }
}
