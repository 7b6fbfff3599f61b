// SPDX-License-Identifier: Apache-2.0

/// What was answered to a request, to be answered again.
package struct StoredAnswer: Equatable, Sendable {
    package var status: Int
    package var body: [UInt8]

    package init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}
