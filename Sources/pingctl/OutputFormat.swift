// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// How an answer is shown.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    /// Aligned, for people.
    case table
    /// The server's bytes.
    case json
    /// One line of JSON per member or recipient.
    case ndjson
}
