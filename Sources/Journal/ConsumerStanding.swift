// SPDX-License-Identifier: Apache-2.0

/// How far a named reader of the inbox has come.
package struct ConsumerStanding: Equatable, Sendable {
    package var name: String
    /// The number of the first message that it has not been given.
    package var next: UInt64
    /// Messages that it was given and has not acknowledged, those whose lease has ended included.
    package var leased: Int
    /// Messages of the inbox that it has not been given.
    package var behind: UInt64
}
