// SPDX-License-Identifier: Apache-2.0

/// The answer to `GET /consumers`: the named readers of the inbox.
package struct ConsumersBody: Codable, Equatable, Sendable {
    package struct Consumer: Codable, Equatable, Sendable {
        package var name: String
        /// The number of the first message that it has not been given.
        package var next: UInt64
        /// Messages that it has and has not acknowledged.
        package var leased: Int
        /// Messages that it has not been given.
        package var behind: UInt64

        package init(name: String, next: UInt64, leased: Int, behind: UInt64) {
            self.name = name
            self.next = next
            self.leased = leased
            self.behind = behind
        }
    }

    package var consumers: [Consumer]

    package init(consumers: [Consumer]) { self.consumers = consumers }
}
