// SPDX-License-Identifier: Apache-2.0

/// Which labels are let in (spec §5.1).
struct LabelPolicy: Sendable {
    let label: [UInt8]
    /// An outer layer has stripped the header already: one that is still there is one too many.
    let skipsInboundCheck: Bool

    init(label: [UInt8], skipsInboundCheck: Bool) {
        precondition(label.count <= WireLimits.labelBytes, "a label of \(label.count) bytes")
        self.label = label
        self.skipsInboundCheck = skipsInboundCheck
    }

    /// Whether this label, empty when there was no header, is let in.
    func admits(_ received: some Collection<UInt8>) -> Bool {
        if skipsInboundCheck { return received.isEmpty }
        return received.elementsEqual(label)
    }
}
