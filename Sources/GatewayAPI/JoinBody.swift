// SPDX-License-Identifier: Apache-2.0

/// The answer to `POST /join`: what became of every address.
package struct JoinBody: Codable, Equatable, Sendable {
    package var joined: Int
    package var failed: Int
    /// In the order of the request.
    package var results: [JoinResultBody]

    package init(joined: Int, failed: Int, results: [JoinResultBody]) {
        self.joined = joined
        self.failed = failed
        self.results = results
    }
}
