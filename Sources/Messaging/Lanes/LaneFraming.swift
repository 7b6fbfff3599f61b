// SPDX-License-Identifier: Apache-2.0

package import Wire

/// How the openings of lanes lie in streams: under the cluster's label and, when there are keys,
/// always sealed, whatever a migration lets other streams do (docs/lane-protocol.md §5).
package struct LaneFraming: Sendable {
    private let label: [UInt8]
    private let encryption: Encryption?
    let keys: (any LaneKeys)?
    private let skipsInboundLabelCheck: Bool

    /// - Parameters:
    ///   - label: at most 255 bytes; empty for none.
    ///   - cipher: of the streams, with the keys; `nil` for a cluster without.
    ///   - skipInboundLabelCheck: as for any other stream.
    package init(
        label: [UInt8] = [],
        cipher: (any EnvelopeCipher, any LaneKeys)? = nil,
        skipInboundLabelCheck: Bool = false
    ) {
        self.label = label
        encryption = cipher.map { Encryption($0.0) }
        keys = cipher?.1
        skipsInboundLabelCheck = skipInboundLabelCheck
    }

    /// What a dialer writes first.
    func request(_ greeting: LaneGreeting) -> [UInt8] {
        encoder.request(.lane(greeting.encoded()))
    }

    /// What an acceptor answers.
    func reply(_ greeting: LaneGreeting) -> [UInt8] { encoder.reply(.lane(greeting.encoded())) }

    private var encoder: StreamEncoder {
        StreamEncoder(label: label, compression: false, encryption: encryption)
    }

    /// What reads the peer's opening on this side; the node's own decoder does as well.
    func decoder(_ side: LaneSide) -> StreamDecoder {
        var limits = StreamLimits()
        limits.envelopeBytes = 2 * LaneOpening.contentBytes
        limits.frameBytes = 2 * LaneOpening.contentBytes
        limits.compressedBytes = 2 * LaneOpening.contentBytes
        return StreamDecoder(
            side: side == .dialer ? .dialer : .acceptor,
            label: label,
            encryption: encryption,
            skipInboundLabelCheck: skipsInboundLabelCheck,
            limits: limits
        )
    }
}
