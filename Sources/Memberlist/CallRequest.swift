// SPDX-License-Identifier: Apache-2.0

/// A call of a method that this program serves.
public struct CallRequest: Sendable {
    /// Who calls, by name; this node itself, perhaps.
    ///
    /// In a cluster without keys anybody can claim to be anybody; with keys, whoever has one.
    public let caller: String
    /// Its name, for a handler that serves several.
    public let method: String
    /// How long the caller waits, counted from when the call was read; `nil`: it does not say.
    ///
    /// When it is over, or the caller has gone, the handler's task is cancelled.
    public let timeout: Duration?
    /// What the caller sends, while it comes.
    public let body: CallBody
}
