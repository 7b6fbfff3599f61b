// SPDX-License-Identifier: Apache-2.0

/// What is known of an answer while its content goes out.
struct OutgoingStream: Equatable, Sendable {
    enum Framing: Equatable, Sendable {
        case chunks
        /// The close of the connection is the end.
        case close
        /// So many bytes are still to come.
        case known(Int)
    }

    /// Whether another request may follow it.
    var keeps = false
    var framing = Framing.chunks

    /// As the head says it.
    var headFraming: ResponseSerializer.Framing {
        switch framing {
        case .chunks: .chunks
        case .close: .close
        case .known(let count): .known(count)
        }
    }
}
