// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// What a node says in its log, from the level of a notice on.
final class CollectedLog: Sendable {
    private let messages = Mutex<[String]>([])

    /// The messages so far, without their metadata.
    var all: [String] { messages.withLock { $0 } }

    var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    private func add(_ message: String) { messages.withLock { $0.append(message) } }

    private struct Handler: LogHandler {
        let log: CollectedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.notice

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { log.add("\(event.message)") }
    }
}
