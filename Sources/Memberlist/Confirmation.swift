// SPDX-License-Identifier: Apache-2.0

/// How far a message is followed before a send returns.
public enum Confirmation: String, Sendable {
    /// Until the peer's system has taken every byte: all that a stock peer lets anybody know.
    case sent
    /// Until the member has said that it holds the message, which only one with lanes says
    /// (``NodeSettings/lanes``); a copy for anybody else is followed until it is sent.
    ///
    /// A pingd then has it in its inbox, on its disk if it keeps a journal. A program with this
    /// library has it in ``Node/messages``, for whoever had subscribed by then; that the program
    /// has read it, nobody says.
    case delivered
}
