// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What real peers sent, from the golden vectors: what there is to be mutated.
enum GoldenBytes {
    private struct File<Case: Decodable>: Decodable { let cases: [Case] }

    private struct PacketCase: Decodable {
        let message_hex: String?
        let packet_hex: String?
    }

    private struct MessageCase: Decodable {
        let hex: String
        let message: String
    }

    private struct StreamCase: Decodable {
        let plain_frame_hex: String
        let stream_hex: String
        let key_hex: String
    }

    private struct CaptureCase: Decodable {
        struct Packet: Decodable { let hex: String }
        let packets: [Packet]
    }

    /// Longer ones say nothing that shorter ones do not, and take the time of ten.
    private static let mostBytes = 1_400

    /// Messages and whole packets, none of them encrypted.
    static let packets: [[UInt8]] = {
        let packets: [PacketCase] = cases("packets") + cases("ingest")
        var hexes = packets.flatMap { [$0.message_hex, $0.packet_hex].compactMap(\.self) }
        let messages: [MessageCase] = cases("messages")
        hexes += messages.filter { !["pushNodeState", "compress"].contains($0.message) }.map(\.hex)
        let captures: [CaptureCase] = cases("udp_captures")
        hexes += captures.flatMap(\.packets).map(\.hex)
        return hexes.map(bytes).flatMap(open).filter { 1...mostBytes ~= $0.count }
    }()

    /// Frames of streams, folded and not, none of them encrypted.
    static let streams: [[UInt8]] = {
        let streams: [StreamCase] = cases("streams")
        let plain = streams.map(\.plain_frame_hex)
        let wrapped = streams.filter { $0.key_hex.isEmpty }.map(\.stream_hex)
        return (plain + wrapped).map(bytes).filter { 1...4 * mostBytes ~= $0.count }
    }()

    /// A packet, and what is behind its checksum, which would hide that from a mutation.
    ///
    /// Not what is folded: there nothing could be said about the addresses.
    private static func open(_ packet: [UInt8]) -> [[UInt8]] {
        guard packet.first == 12 else { return packet.first == 9 ? [] : [packet] }
        let message = [UInt8](packet.dropFirst(5))
        return message.first == 9 ? [] : [packet, message]
    }

    /// With every address that is told in it on loopback, so that nothing leaves this machine.
    static func onLoopback(_ packet: [UInt8]) -> [UInt8] {
        var packet = packet
        for key in ["Addr", "Target"] {
            let key = Array(key.utf8)
            var place = 0
            while let found = packet[place...].firstRange(of: key) {
                place = found.upperBound
                guard place < packet.count else { break }
                switch packet[place] {
                case 0xA4: replace([127], in: &packet, at: place + 1)
                case 0xB0:
                    let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF, 127]
                    replace(mapped, in: &packet, at: place + 1)
                case 0xC4, 0xD9: replace([0], in: &packet, at: place + 1)
                case 0xC5, 0xDA: replace([0, 0], in: &packet, at: place + 1)
                case 0xC6, 0xDB: replace([0, 0, 0, 0], in: &packet, at: place + 1)
                default: break
                }
            }
        }
        return packet
    }

    private static func replace(_ bytes: [UInt8], in packet: inout [UInt8], at place: Int) {
        for (index, byte) in bytes.enumerated() where place + index < packet.count {
            packet[place + index] = byte
        }
    }

    private static func cases<Case: Decodable>(_ name: String) -> [Case] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Vectors/\(name).json")
        do {
            return try JSONDecoder().decode(File<Case>.self, from: Data(contentsOf: file)).cases
        } catch {
            fatalError("vector file \(name) cannot be read: \(error)")
        }
    }

    private static func bytes(_ hex: String) -> [UInt8] {
        var digits = hex.utf8.makeIterator()
        var bytes: [UInt8] = []
        while let high = digits.next(), let low = digits.next() {
            bytes.append(value(high) << 4 | value(low))
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8 {
        digit <= UInt8(ascii: "9") ? digit - UInt8(ascii: "0") : digit - UInt8(ascii: "a") + 10
    }
}
