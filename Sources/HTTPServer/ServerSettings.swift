// SPDX-License-Identifier: Apache-2.0

package import HTTP1

/// How a server is to be run.
package struct ServerSettings: Sendable {
    package var address: ListenAddress
    /// Threads that serve connections, each with its own loop; at least 1.
    package var threads = 1
    /// What one connection may ask for.
    package var limits = HTTPLimits()
    /// Connections open at once; above it 503 and close.
    package var connections = 10_000
    /// Of those, from one IP address; above it 503 and close, and 0 is any number.
    package var connectionsPerAddress = 0
    /// The longest a parked or later reply may be waited for, whatever its handler says.
    package var longestReply: Duration = .seconds(120)
    /// How often a stream that waits gives a sign of life; all streams of a loop at one time.
    package var heartbeat: Duration = .seconds(15)
    /// Content that a stream is asked for at one time, in bytes.
    package var streamPieceBytes = 16 * 1024

    package init(address: ListenAddress) { self.address = address }
}
