// SPDX-License-Identifier: Apache-2.0

package import Wire

/// What a `Participant` asks its driver to do; plain data, so that a test is one `==`.
package enum Output: Equatable, Sendable {
    /// Frame `payload` (compression, checksum, encryption, label) and send it as one datagram.
    ///
    /// `payload` is a whole message or a whole compound. `checksum`: the destination is known to
    /// understand type 12 (its PMax is 5 or more, spec §5.3).
    case sendPacket(payload: [UInt8], to: Endpoint, checksum: Bool)
    /// Dial `to` and hold the conversation; the end is told by `receive(_:answering:at:)`,
    /// `receive(streamAck:…)` or `streamFailed(_:at:)`.
    case openStream(StreamID, to: Endpoint, StreamPurpose)
    /// Hand an application's bytes, which came in a packet, to the application.
    case deliver([UInt8], from: Endpoint)
    /// Tell whoever watches.
    case report(Change)
    /// A leave or an update of metadata has been gossiped as often as it will be (spec §14).
    case finished(Operation)
    /// No more will be done about a user broadcast (spec §12.1).
    case broadcastEnded(RequestID, BroadcastEnding)
    /// A ping that was asked for is answered, or not in time (spec §11.4).
    case pingEnded(RequestID, PingAnswer?)
    /// Told after each probe when `MembershipSettings.reportsProbes` says so.
    case probed(ProbeReport)
}

/// Names a stream that a `Participant` has asked for; never repeats within a run.
package struct StreamID: Hashable, Sendable {
    package let rawValue: UInt64
    package init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// Why a stream is opened (spec §6).
package enum StreamPurpose: Hashable, Sendable {
    /// Exchange whole tables; the driver sends `pushPull(join:)` as it is when the dial is through.
    case pushPull(join: Bool)
    /// The fallback probe: send this ping, expect its ack, give up at the deadline.
    case ping(Ping, timeout: Duration)
}

/// What an operator asked for and now waits on.
package enum Operation: Hashable, Sendable {
    case leave
    case updateMetadata(RequestID)
    /// Ends with `Output.broadcastEnded`, never with `Output.finished`.
    case broadcast(RequestID)
}
