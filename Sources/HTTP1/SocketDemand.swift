// SPDX-License-Identifier: Apache-2.0

/// What a `ServerConnection` wants of its socket now.
package struct SocketDemand: Equatable, Sendable {
    package enum Ending: Equatable, Sendable {
        /// Not yet.
        case none
        /// All answers are out: close the sending side, and go on reading, so that bytes still on
        /// their way do not make the system throw the last answer away (RFC 9112 §9.6).
        case sending
        /// Close the socket.
        case both
    }

    /// Whether bytes are welcome; when not, the system's buffer shall fill and hold the peer.
    package var reads: Bool
    /// Whether there are bytes in `unsent`.
    package var writes: Bool
    package var ending: Ending

    package init(reads: Bool, writes: Bool, ending: Ending) {
        self.reads = reads
        self.writes = writes
        self.ending = ending
    }
}
