// SPDX-License-Identifier: Apache-2.0

/// One message to carry to one, several, or all other members.
package struct SendOrder: Sendable {
    package var recipients: Recipients
    package var payload: [UInt8]
    /// A stream (memberlist's SendReliable), or one packet (SendBestEffort).
    package var reliable: Bool
    /// How long the whole order may take.
    package var timeout: Duration

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
