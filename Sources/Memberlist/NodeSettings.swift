// SPDX-License-Identifier: Apache-2.0

/// Everything a node can be told before it starts.
public struct NodeSettings: Sendable {
    /// memberlist's three sets of timings (spec §16).
    public enum Profile: String, Sendable, CaseIterable {
        case lan
        case wan
        case local
    }

    /// Unique in the cluster, not empty.
    public var name: String
    /// An IP literal; `0.0.0.0` and `::` mean every interface.
    public var bindAddress = "0.0.0.0"
    /// For packets and streams alike; 0 lets the system choose.
    public var bindPort: UInt16 = 7946
    /// What others are told; an IP literal, or `nil` to find out (spec §15.1).
    public var advertiseAddress: String?
    /// `nil`: the bound port.
    public var advertisePort: UInt16?
    public var profile = Profile.lan
    /// At most 512 bytes, gossiped to all.
    public var metadata: [UInt8] = []
    /// At most 255 bytes, none when empty; nodes with different labels cannot talk.
    public var label: [UInt8] = []
    /// Of 16, 24 or 32 bytes each (AES-128, AES-192, AES-256): the first encrypts, all decrypt.
    ///
    /// None: nothing is encrypted. They can be changed while the node runs.
    public var keys: [[UInt8]] = []
    /// With keys, whether to refuse what is not encrypted.
    ///
    /// False only while a cluster moves to encryption.
    public var verifyIncoming = true
    /// With keys, whether to encrypt what is sent.
    ///
    /// False only while a cluster moves to encryption.
    public var verifyOutgoing = true
    /// Compress what is sent; what is received compressed is always understood.
    public var compression = true
    /// Addresses to join in the background, retried until one is reached: `[name/]host[:port]`.
    public var join: [String] = []
    /// The ping/pong engine; `nil`: messages are only handed to the application.
    package var pingPong: PingPongSettings?

    public init(name: String) { self.name = name }
}

/// What the ping/pong engine does and whom it tells.
package struct PingPongSettings: Sendable {
    /// How often a ping is sent to all other members; `nil`: never.
    package var interval: Duration?
    /// Whether pings are answered with pongs to all other members.
    package var answers: Bool
    /// Told each line of the transcript, on the node's thread; must not block.
    package var transcript: @Sendable (String) -> Void

    package init(
        interval: Duration?,
        answers: Bool,
        transcript: @escaping @Sendable (String) -> Void
    ) {
        self.interval = interval
        self.answers = answers
        self.transcript = transcript
    }
}

/// Why a node could not start; one sentence each for the operator in `description`.
public enum NodeStartError: Error, Sendable, Equatable {
    case invalidName
    case invalidBindAddress(String)
    case invalidAdvertiseAddress(String)
    case metadataTooLarge(bytes: Int, limit: Int)
    case labelTooLong(bytes: Int, limit: Int)
    /// A key has 16, 24 or 32 bytes.
    case invalidKeyLength(bytes: Int)
    case addressInUse(String)
    case permissionDenied(String)
    case addressNotAvailable(String)
    /// Bound to every interface, and none has a private address to advertise (spec §15.1).
    case noPrivateAddress
    case system(operation: String, errno: Int32)
}
