// SPDX-License-Identifier: Apache-2.0

/// Why new metadata was not told to all.
public enum UpdateError: Error, Sendable, Equatable {
    /// Nothing has changed; the limit is 512 bytes, or what a packet of
    /// ``NodeSettings/udpBufferSize`` has room for.
    case metadataTooLarge(bytes: Int, limit: Int)
    /// The node keeps the new metadata, but not everyone may have been told.
    case timedOut
    /// The task was cancelled before all were told; the node has the new metadata, unless the task
    /// was cancelled before the call.
    case cancelled
    /// A node that is leaving has no more news.
    case leaving
    /// The node has ended.
    case stopped
}

extension UpdateError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .metadataTooLarge(let bytes, let limit):
            "the metadata has \(bytes) bytes; the limit is \(limit)"
        case .timedOut: "not everyone may have been told of the new metadata in time"
        case .cancelled: "nobody waits until all have the new metadata: the task was cancelled"
        case .leaving: "a node that is leaving cannot change its metadata"
        case .stopped: "the node has ended"
        }
    }
}
