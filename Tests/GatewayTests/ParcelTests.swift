// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing

@testable import Gateway
@testable import Journal

@Suite struct ParcelTests {
    private let parcel = OutboxParcel(
        identity: 0x0102_0304_0506_0708,
        entries: [.init(number: 5, payload: [9]), .init(number: 7, payload: [])]
    )

    @Test func `a parcel is its numbers and payloads, the highest byte first`() {
        let bytes: [UInt8] = [
            1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 1, 9, 0, 0, 0, 0, 0, 0, 0, 7,
            0, 0, 0, 0,
        ]
        #expect(parcel.bytes == bytes)
        #expect(OutboxParcel(bytes) == parcel)
        for count in 0..<bytes.count where count != 21 {
            #expect(OutboxParcel(Array(bytes.prefix(count))) == nil, "\(count)")
        }
    }

    @Test func `numbers that do not grow, and lengths above the limit, are no parcel`() {
        var same = parcel
        same.entries[1].number = 5
        #expect(OutboxParcel(same.bytes) == nil)
        var long = OutboxParcel(identity: 1, entries: [.init(number: 1, payload: [])]).bytes
        long.replaceSubrange(16..<20, with: [0, 0x10, 0, 1])
        #expect(OutboxParcel(long + [UInt8](repeating: 0, count: (1 << 20) + 1)) == nil)
    }

    @Test func `any bytes are a parcel that says them again, or none`() {
        var chance = SplitMix64(seed: 41)
        for _ in 0..<20_000 {
            var bytes = parcel.bytes
            for _ in 0...chance.index(below: 3) {
                bytes[chance.index(below: bytes.count)] = UInt8(chance.index(below: 256))
            }
            if let read = OutboxParcel(bytes) { #expect(read.bytes == bytes) }
        }
    }

    @Test func `what has come from an outbox is known by its number`() {
        var filter = ParcelFilter()
        func place(_ number: UInt64, _ identity: UInt64 = 1) -> StreamPlace {
            StreamPlace(peer: "a", stream: .outbox(identity), sequence: number)
        }
        let answers = [place(3), place(3), place(2), place(4), place(3, 2)].map {
            filter.isRepeat($0)
        }
        #expect(answers == [false, true, true, false, false])
    }
}
