// SPDX-License-Identifier: Apache-2.0

/// One call of a member's method.
package struct CallOrder: Sendable {
    /// The member's name; this node's own is allowed, and answered without a lane.
    package var member: String
    /// 1 to 255 bytes of UTF-8.
    package var method: String
    /// The body, or its beginning when `isStreamed`.
    package var body: [UInt8]
    /// Whether more of the body is written.
    package var isStreamed: Bool
    /// How long the caller waits for all of it; `nil`: as long as it takes.
    package var timeout: Duration?

    package init(
        _ member: String,
        _ method: String,
        body: [UInt8],
        isStreamed: Bool = false,
        timeout: Duration?
    ) {
        self.member = member
        self.method = method
        self.body = body
        self.isStreamed = isStreamed
        self.timeout = timeout
    }
}
