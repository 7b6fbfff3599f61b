// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// How metrics are shown.
enum MetricsFormat: String, CaseIterable, ExpressibleByArgument {
    /// As the server sent them.
    case text
    case table
    /// An array of samples.
    case json
    /// One line of JSON per sample.
    case ndjson
}
