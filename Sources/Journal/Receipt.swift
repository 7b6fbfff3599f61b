// SPDX-License-Identifier: Apache-2.0

/// What became of a message of a stream.
package enum Receipt: Equatable, Sendable {
    /// It is in the inbox under that number.
    case stored(sequence: UInt64)
    /// It was there before, or one after it in its stream was.
    case repeated
}
