// SPDX-License-Identifier: Apache-2.0

import Journal

/// Messages of one outbox for one member, as the call `pingd.deliver` carries them
/// (docs/lane-protocol.md §8).
///
/// The identity of the sender's journal, 8 bytes; then of each message its number, 8 bytes, the
/// length of its payload, 4 bytes, and the payload. Numbers grow. The highest byte comes first.
struct OutboxParcel: Equatable, Sendable {
    struct Entry: Equatable, Sendable {
        var number: UInt64
        var payload: [UInt8]
    }

    /// The method of the call.
    static let method = "pingd.deliver"
    /// Bytes of a message.
    static let payloadLimit = 1 << 20
    /// Messages of one parcel that this program makes.
    static let entries = 256
    /// A parcel of this program ends with the message that makes the payloads reach this.
    static let payloadBytes = 512 << 10
    /// Bytes of a parcel that is taken.
    static let byteLimit = 2 << 20

    var identity: UInt64
    var entries: [Entry]

    init(identity: UInt64, entries: [Entry]) {
        self.identity = identity
        self.entries = entries
    }

    /// `nil` for bytes that are no parcel.
    init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        guard let identity = Self.take(8, from: &rest) else { return nil }
        var entries: [Entry] = []
        while !rest.isEmpty {
            guard let number = Self.take(8, from: &rest), let count = Self.take(4, from: &rest),
                count <= Self.payloadLimit, Int(count) <= rest.count,
                entries.last.map({ $0.number < number }) ?? true
            else { return nil }
            entries.append(Entry(number: number, payload: Array(rest.prefix(Int(count)))))
            rest = rest.dropFirst(Int(count))
        }
        guard !entries.isEmpty else { return nil }
        self.init(identity: identity, entries: entries)
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.reduce(8) { $0 + 12 + $1.payload.count })
        Self.put(identity, 8, to: &bytes)
        for entry in entries {
            Self.put(entry.number, 8, to: &bytes)
            Self.put(UInt64(entry.payload.count), 4, to: &bytes)
            bytes += entry.payload
        }
        return bytes
    }

    private static func take(_ count: Int, from bytes: inout ArraySlice<UInt8>) -> UInt64? {
        guard bytes.count >= count else { return nil }
        defer { bytes = bytes.dropFirst(count) }
        return bytes.prefix(count).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func put(_ number: UInt64, _ count: Int, to bytes: inout [UInt8]) {
        for byte in (0..<count).reversed() {
            bytes.append(UInt8(truncatingIfNeeded: number >> (8 * byte)))
        }
    }
}
