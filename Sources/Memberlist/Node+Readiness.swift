// SPDX-License-Identifier: Apache-2.0

extension Node {
    /// How far a node has come.
    public struct Readiness: Sendable, Equatable {
        /// A join was asked for.
        public let wantsToJoin: Bool
        /// Somebody was reached, by a join or because another joined us.
        public let hasJoined: Bool
        /// The node says goodbye, or has said it.
        public let isLeaving: Bool

        /// Listening, not leaving, and joined when a join was asked for.
        public var isReady: Bool { !isLeaving && (hasJoined || !wantsToJoin) }
    }
}
