// SPDX-License-Identifier: Apache-2.0

extension Node {
    /// How far a node has come.
    public struct Readiness: Sendable, Equatable {
        /// A join was asked for.
        public let joinWanted: Bool
        /// Somebody was reached, by a join or because another joined us.
        public let joined: Bool
        public let leaving: Bool

        /// Listening, not leaving, and joined when a join was asked for.
        public var isReady: Bool { !leaving && (joined || !joinWanted) }
    }
}
