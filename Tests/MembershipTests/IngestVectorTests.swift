// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Determinism
import Testing
import Wire

@testable import Membership

/// Replays ingest.json without keys and labels: what a node delivers and answers (spec §5.8).
@Suite struct IngestVectorTests {
    struct Case: Decodable {
        let description: String
        let keyHex: String
        let label: String
        let packetHex: Hex
        let sent: [Reply]
        let panic: Bool?
        let deliveredUserHexAnyOrder: [Hex]
    }
    struct Reply: Decodable {
        let packetHex: Hex
        let to: String
    }

    @Test func `packets are delivered and answered as in the reference`() throws {
        let all = Vectors.cases("ingest", as: Case.self)
        #expect(all.count == 67)
        // Where the reference crashes it delivers less.
        let cases = all.filter { $0.keyHex.isEmpty && $0.label.isEmpty && $0.panic != true }
        #expect(cases.count == 40)
        for vector in cases { replay(vector) }
    }

    private func replay(_ vector: Case) {
        var participant = Participant.fixture()
        let source = Endpoint(address: AddressBytes(10, 0, 0, 77), port: 5_555)
        var delivered: [[UInt8]] = []
        var sent: [String] = []
        for message in PacketDecoder().decode(vector.packetHex.bytes).messages {
            for output in participant.receive(message, from: source, at: .origin) {
                switch output {
                case .deliver(let bytes, source): delivered.append(bytes)
                case .sendPacket(let payload, let to, false):
                    sent.append("\(payload.hex) to \(to.text)")
                default: Issue.record("\(vector.description): \(output)")
                }
            }
        }
        let expected = vector.deliveredUserHexAnyOrder.map(\.bytes.hex).sorted()
        #expect(delivered.map(\.hex).sorted() == expected, "\(vector.description)")
        #expect(
            sent == vector.sent.map { "\($0.packetHex.bytes.hex) to \($0.to)" },
            "\(vector.description)"
        )
    }
}

extension Endpoint {
    fileprivate var text: String {
        address.bytes.map(String.init).joined(separator: ".") + ":\(port)"
    }
}
