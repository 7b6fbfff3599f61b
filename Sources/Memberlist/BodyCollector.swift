// SPDX-License-Identifier: Apache-2.0

/// A body that comes from the other end of a call, put together up to a limit.
package struct BodyCollector: Sendable {
    package private(set) var bytes: [UInt8]
    private let limit: Int

    package init(_ opening: [UInt8] = [], atMost limit: Int) {
        bytes = opening
        self.limit = limit
    }

    /// Whether it is, or would be, longer than it may be.
    package private(set) var isTooLarge = false

    package mutating func append(_ piece: [UInt8]) {
        guard !isTooLarge, piece.count <= limit - bytes.count else {
            isTooLarge = true
            bytes = []
            return
        }
        bytes += piece
    }
}
