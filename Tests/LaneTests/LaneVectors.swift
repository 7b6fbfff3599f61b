// SPDX-License-Identifier: Apache-2.0

import CapturedVectors

/// What another hand has made of docs/lane-protocol.md: `Tests/Vectors/lanes.json`.
struct LaneVectors: Decodable {
    struct Frame: Decodable {
        let name: String
        let hex: Hex
    }

    struct Record: Decodable {
        let sender: UInt8
        let number: UInt64
        let saltHex: Hex
        let transcriptHex: Hex
        let plaintextHex: Hex
        let recordHex: Hex
    }

    struct Conversation: Decodable {
        let sealed: Bool
        let dialerHelloHex: Hex
        let acceptorHelloHex: Hex
        let dialerStreamHex: Hex
        let acceptorStreamHex: Hex
        let refusalStreamHex: Hex
        let dialerRecordsHex: [Hex]
        let acceptorRecordsHex: [Hex]
    }

    let clusterKeyHex: Hex
    let keyNameHex: Hex
    let label: String
    let frames: [Frame]
    let records: [Record]
    let conversations: [Conversation]

    static let file = Vectors.file("lanes", as: Self.self)

    static func frame(_ name: String) -> [UInt8] {
        file.frames.first { $0.name == name }!.hex.bytes
    }
}
