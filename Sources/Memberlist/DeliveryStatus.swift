// SPDX-License-Identifier: Apache-2.0

/// How far one recipient's copy of a message has come; nothing goes back to an earlier one.
public enum DeliveryStatus: String, Sendable {
    /// It waits here, or its peer's system has not taken all of it.
    case queued
    /// The peer's system has taken every byte.
    case sent
    /// The member has said that it holds it (``Confirmation/delivered``).
    case delivered
    /// It is not tried any more; whether it arrived, its failure says as far as anybody knows.
    case failed
}
