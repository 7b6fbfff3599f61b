// SPDX-License-Identifier: Apache-2.0

package import HTTP1

/// How an upstream is spoken to.
package struct UpstreamSettings: Sendable, Equatable {
    package var address: UpstreamAddress
    /// Connections that may be open at one time.
    package var connections = 1_024
    /// Requests that may wait for a connection; one more is refused as `.overloaded`.
    package var waiting = 1_024
    /// How long a request may wait for a connection; then it is refused the same way.
    package var waitingTime: Duration = .seconds(10)
    /// Until a connection is made, for each address of a name.
    package var connectTime: Duration = .seconds(5)
    package var limits = ClientLimits()
    /// Bytes of a response's body that may be delivered and not be consumed; at least 64 KiB.
    ///
    /// Beyond, nothing is read, and the system holds the upstream back.
    package var window = 512 * 1024

    /// Bytes of a body that are delivered as one piece when they are read as content alone.
    ///
    /// At least 16 KiB, and best what whoever hears of them hands on as one.
    package var largestPiece = 128 * 1024

    package init(_ address: UpstreamAddress) { self.address = address }

    /// Bytes of a request's body that may be written and not be taken; beyond, the exchange fails.
    package static let writeWindow = 512 * 1024
}
