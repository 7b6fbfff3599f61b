// SPDX-License-Identifier: Apache-2.0

/// A call of one of this node's methods, told on the node's thread.
package struct IncomingCall: Sendable {
    /// Who calls, by name; this node itself, perhaps.
    package let caller: String
    package let method: String
    /// The body, or its beginning.
    package let body: [UInt8]
    /// Whether more of the body follows.
    package let isStreamed: Bool
    /// How long the caller waits, from now; `nil`: it does not say.
    package let budget: Duration?
    /// Where to answer; who answers nothing lets the caller wait.
    package let exchange: Exchange

    package init(
        caller: String,
        method: String,
        body: [UInt8],
        isStreamed: Bool,
        budget: Duration?,
        exchange: Exchange
    ) {
        self.caller = caller
        self.method = method
        self.body = body
        self.isStreamed = isStreamed
        self.budget = budget
        self.exchange = exchange
    }
}

/// Is told what becomes of a call, on the node's thread; must not block.
package typealias CallListener = @Sendable (CallEvent) -> Void

/// Takes calls of a method on the node's thread, where it must not block, and gives who is to be
/// told what becomes of each.
package typealias CallMethod = @Sendable (IncomingCall) -> CallListener
