// SPDX-License-Identifier: Apache-2.0

/// What was answered to a request, to be answered again.
package struct StoredAnswer: Equatable, Sendable {
    package var status: Int
    /// The media type of the body; empty when it has none.
    package var type: String
    package var body: [UInt8]

    package init(status: Int, type: String, body: [UInt8]) {
        self.status = status
        self.type = type
        self.body = body
    }
}
