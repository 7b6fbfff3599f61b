// SPDX-License-Identifier: Apache-2.0

/// An application's bytes that reached this node.
public struct ReceivedMessage: Sendable, Equatable {
    /// The sender's bytes, as they are.
    public let payload: [UInt8]
    /// The sender's `ip:port`, where the protocol tells: a stock peer's stream does not.
    public let source: String?
    /// How it travelled.
    public let path: MessagePath
}
