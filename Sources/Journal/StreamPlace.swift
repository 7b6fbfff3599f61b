// SPDX-License-Identifier: Apache-2.0

/// Which message of a peer it is, so that one that is repeated is known.
package struct StreamPlace: Equatable, Sendable {
    package var peer: String
    /// The stream's own number: a boot of the peer, or the identity of its journal.
    package var stream: UInt64
    /// Grows from message to message within the stream; numbers may be left out.
    package var sequence: UInt64

    package init(peer: String, stream: UInt64, sequence: UInt64) {
        self.peer = peer
        self.stream = stream
        self.sequence = sequence
    }
}
