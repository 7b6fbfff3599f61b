// SPDX-License-Identifier: Apache-2.0

/// How a line of the log is written.
enum LogFormat: String, CaseIterable, Sendable {
    /// For people and journald.
    case text
    /// One JSON object a line, for collectors.
    case json
}
