// SPDX-License-Identifier: Apache-2.0

import JSONText

/// One member of the cluster, as the local node sees it.
public struct Member: Sendable, Equatable {
    /// What is believed of a member.
    public enum State: String, Sendable, CaseIterable {
        /// Answering.
        case alive
        /// Silent for a while; may still refute.
        case suspect
        /// Silent for too long.
        case dead
        /// Gone by its own word.
        case left
    }

    /// A range of protocol versions and the one spoken.
    public struct Versions: Sendable, Equatable {
        /// The lowest that is understood.
        public var min: UInt8
        /// The highest that is understood.
        public var max: UInt8
        /// The one that is spoken.
        public var current: UInt8

        /// Versions of which `current` should lie between `min` and `max`.
        public init(min: UInt8, max: UInt8, current: UInt8) {
            self.min = min
            self.max = max
            self.current = current
        }

        /// What Serf's library announces as its delegates' (spec §22.2).
        public static let serf = Self(min: 2, max: 5, current: 4)
    }

    /// Unique in the cluster.
    public let name: String
    /// The advertised address as `ip:port`, IPv6 in brackets.
    public let address: String
    /// What this node believes of it, which may differ from what others believe.
    public let state: State
    /// How often the member has refuted an accusation or changed its word about itself.
    public let incarnation: UInt32
    /// At most 512 bytes, of the application's choosing.
    public let metadata: [UInt8]
    /// Versions of the gossip protocol (memberlist's pmin, pmax, pcur).
    public let protocolVersions: Versions
    /// Versions of the application's protocol (memberlist's dmin, dmax, dcur).
    public let delegateVersions: Versions
    /// When `state` last changed, in milliseconds since 1970-01-01T00:00:00Z, by the local clock.
    public let sinceUnixMilliseconds: Int64
}

extension Member: CustomStringConvertible {
    /// Name, address and state on one line, fit to be printed whatever the member calls itself.
    public var description: String { "\(PrintableText.escaping(name)) \(address) \(state)" }
}
