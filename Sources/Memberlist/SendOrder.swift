// SPDX-License-Identifier: Apache-2.0

/// One message to carry to one, several, or all other members.
package struct SendOrder: Sendable {
    package var recipients: Recipients
    package var payload: [UInt8]
    /// A stream (memberlist's SendReliable), or one packet (SendBestEffort).
    package var reliable: Bool
    /// How long the whole order may take.
    package var timeout: Duration
    /// How far each copy is followed before the order is answered.
    ///
    /// A copy for who confirms nothing is followed until it is sent.
    package var confirm = Confirmation.sent
    /// Told each change of each copy's status since the order was answered, by its place in the
    /// order's deliveries; on the node's thread, and must not block.
    package var progress: (@Sendable (_ index: Int, Delivery) -> Void)?

    package init(
        to recipients: Recipients,
        payload: [UInt8],
        reliable: Bool = true,
        timeout: Duration = .seconds(10)
    ) {
        self.recipients = recipients
        self.payload = payload
        self.reliable = reliable
        self.timeout = timeout
    }
}
