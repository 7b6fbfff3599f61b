// SPDX-License-Identifier: Apache-2.0

import Membership
import Wire

/// Puts on and takes off the layers that the carriage asks for.
struct Framing: Sendable {
    let carriage: Carriage
    private static let label = Array("simulated".utf8)
    private let packets: PacketEncoder
    private let datagrams: PacketDecoder
    private let streams = StreamEncoder(label: Self.label)

    init(_ carriage: Carriage) {
        self.carriage = carriage
        packets = PacketEncoder(label: carriage == .bytes ? Self.label : [])
        datagrams = PacketDecoder(label: carriage == .bytes ? Self.label : [])
    }

    var overhead: Int { packets.overhead }

    func datagram(_ payload: [UInt8], checksum: Bool) -> [UInt8] {
        carriage == .bytes ? packets.encode(payload, checksum: checksum) : payload
    }

    /// Of what a socket would carry.
    func length(of datagram: [UInt8]) -> Int {
        guard carriage == .values else { return datagram.count }
        return Shorthand.length(of: datagram) ?? datagram.count
    }

    func messages(in datagram: [UInt8]) -> DecodedPacket { datagrams.decode(datagram) }

    /// The table of a push/pull as `participant` has it now, to be sent by `side`.
    func table(
        of participant: Participant,
        join: Bool,
        from side: StreamDecoder.Side
    ) -> Cargo {
        guard carriage == .bytes else { return .table(participant.tableCopy) }
        let frame = StreamFrame.pushPull(participant.pushPull(join: join))
        return side == .dialer ? request(frame) : reply(frame)
    }

    func request(_ frame: StreamFrame) -> Cargo {
        carriage == .bytes ? .bytes(streams.request(frame)) : .frame(frame)
    }

    func reply(_ frame: StreamFrame) -> Cargo {
        carriage == .bytes ? .bytes(streams.reply(frame)) : .frame(frame)
    }

    /// The frame that arrived, in pieces if as bytes.
    func frame(in cargo: Cargo, as side: StreamDecoder.Side) throws(StreamError) -> StreamFrame? {
        switch cargo {
        case .frame(let frame): return frame
        case .table: return nil
        case .bytes(let bytes):
            let label = side == .acceptor ? Self.label : []
            var decoder = StreamDecoder(side: side, label: label)
            let middle = bytes.count / 2
            if let frame = try decoder.receive(Array(bytes[..<middle])) { return frame }
            return try decoder.receive(Array(bytes[middle...]))
        }
    }
}
