// SPDX-License-Identifier: Apache-2.0

/// A numbered frame that the peer has not acknowledged, or not been sent.
struct OutgoingFrame: Equatable, Sendable {
    /// Type and length, then the number (docs/lane-protocol.md §6).
    static let headBytes = 12
    /// The number and the flags of a call's frame.
    static let exchangeBytes = 9

    var type: LaneFrameType
    /// Of a frame of a call: `LaneFlags`.
    var flags: UInt8 = 0
    /// Of a frame of a call: the exchange, as it is written.
    var exchange: UInt64 = 0
    /// Where in `payload` what is sent begins, and how much it is: pieces of one message share it.
    var start: UInt32 = 0
    var count: UInt32
    var payload: [UInt8]

    /// Of a message, whole or the end of one.
    init(message payload: [UInt8]) {
        type = .message
        count = UInt32(truncatingIfNeeded: payload.count)
        self.payload = payload
    }

    init(piece type: LaneFrameType, of payload: [UInt8], at range: Range<Int>) {
        self.type = type
        start = UInt32(truncatingIfNeeded: range.lowerBound)
        count = UInt32(truncatingIfNeeded: range.count)
        self.payload = payload
    }

    init(
        _ type: LaneFrameType,
        of exchange: LaneExchange,
        flags: UInt8 = 0,
        _ payload: [UInt8]
    ) {
        self.init(piece: type, of: payload, at: 0..<payload.count)
        self.exchange = exchange.word
        self.flags = flags
    }

    private init() {
        type = .void
        count = 0
        payload = []
    }

    /// A number with nothing to say.
    static let void = OutgoingFrame()

    /// All of it, its head included: what counts against the peer's window.
    var byteCount: Int {
        Self.headBytes + (type.isOfExchange ? Self.exchangeBytes : 0) + Int(count)
    }

    /// Writes it to the beginning of `bytes`, where there is room for it.
    func write(number: UInt64, to bytes: UnsafeMutableRawBufferPointer) {
        let content = UInt32(truncatingIfNeeded: byteCount - 4)
        let head = UInt32(type.rawValue) << 24 | content
        bytes.storeBytes(of: head.bigEndian, as: UInt32.self)
        bytes.storeBytes(of: number.bigEndian, toByteOffset: 4, as: UInt64.self)
        var offset = Self.headBytes
        if type.isOfExchange {
            bytes.storeBytes(of: exchange.bigEndian, toByteOffset: offset, as: UInt64.self)
            bytes[offset + 8] = flags
            offset += Self.exchangeBytes
        }
        guard count > 0 else { return }
        payload.withUnsafeBytes { payload in
            let range = Int(start)..<Int(start) + Int(count)
            UnsafeMutableRawBufferPointer(rebasing: bytes[offset...])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: payload[range]))
        }
    }
}
