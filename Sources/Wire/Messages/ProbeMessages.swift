// SPDX-License-Identifier: Apache-2.0

/// "Are you there?" (spec §4, type 0).
package struct Ping: Hashable, Sendable {
    package var sequenceNumber: SequenceNumber
    /// The name the sender expects at the target; empty means anyone.
    package var node: MemberName
    /// Where the ack is to go; absent (none, 0) means the packet's source.
    package var source: Endpoint
    package var sourceNode: MemberName

    package init(
        sequenceNumber: SequenceNumber,
        node: MemberName,
        source: Endpoint = Endpoint(address: .none, port: 0),
        sourceNode: MemberName = ""
    ) {
        self.sequenceNumber = sequenceNumber
        self.node = node
        self.source = source
        self.sourceNode = sourceNode
    }
}

/// "Ask that one for me" (spec §4, type 1).
package struct IndirectPing: Hashable, Sendable {
    package var sequenceNumber: SequenceNumber
    package var target: Endpoint
    package var node: MemberName
    /// Whether the requester wants a nack when the target stays silent.
    package var wantsNack: Bool
    package var source: Endpoint
    package var sourceNode: MemberName

    package init(
        sequenceNumber: SequenceNumber,
        target: Endpoint,
        node: MemberName,
        wantsNack: Bool,
        source: Endpoint = Endpoint(address: .none, port: 0),
        sourceNode: MemberName = ""
    ) {
        self.sequenceNumber = sequenceNumber
        self.target = target
        self.node = node
        self.wantsNack = wantsNack
        self.source = source
        self.sourceNode = sourceNode
    }
}

/// The answer to a ping (spec §4, type 2).
package struct Ack: Hashable, Sendable {
    package var sequenceNumber: SequenceNumber
    /// Application bytes; nil and empty mean the same.
    package var payload: [UInt8]

    package init(sequenceNumber: SequenceNumber, payload: [UInt8] = []) {
        self.sequenceNumber = sequenceNumber
        self.payload = payload
    }
}

/// A relay's word that the target stayed silent (spec §4, type 11; Lifeguard IV.A).
package struct Nack: Hashable, Sendable {
    package var sequenceNumber: SequenceNumber

    package init(sequenceNumber: SequenceNumber) { self.sequenceNumber = sequenceNumber }
}
