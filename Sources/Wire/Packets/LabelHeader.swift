// SPDX-License-Identifier: Apache-2.0

/// `0xF4`, a length byte of 1 to 255, the label: outermost on a packet, and the first bytes that a
/// dialer writes (spec §5.1).
package enum LabelHeader {
    /// What precedes the label: the type byte and the length.
    static let leadBytes = 2

    /// The bytes before a packet or stream with this label: none for an empty one.
    package static func encoded(_ label: [UInt8]) -> [UInt8] {
        precondition(label.count <= WireLimits.labelBytes, "a label of \(label.count) bytes")
        guard !label.isEmpty else { return [] }
        return [MessageType.label.rawValue, UInt8(label.count)] + label
    }

    /// What the first bytes of a packet or stream say about its label.
    enum Reading: Equatable {
        case absent
        /// The label lies at `range`; the rest begins where it ends.
        case present(Range<Int>)
        case malformed
        /// A header that has begun and may be completed by more bytes.
        case incomplete
    }

    static func read(_ bytes: UnsafeRawBufferPointer) -> Reading {
        guard let first = bytes.first else { return .incomplete }
        guard first == MessageType.label.rawValue else { return .absent }
        guard bytes.count >= leadBytes else { return .incomplete }
        let end = leadBytes + Int(bytes[1])
        guard end > leadBytes else { return .malformed }
        return bytes.count >= end ? .present(leadBytes..<end) : .incomplete
    }
}
