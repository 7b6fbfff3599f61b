// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

/// What is counted of a packet that is about to be sent.
struct CompoundTypeTests {
    private static func types(_ payload: [UInt8]) -> [MessageType] {
        var types: [MessageType] = []
        Compound.forEachType(in: payload) { types.append($0) }
        return types
    }

    @Test func `a message is of one type, a compound of its own and those of its parts`() {
        let ack = Ack(sequenceNumber: 7).encoded()
        let user = Message.user([1, 2]).encoded()
        #expect(Self.types(ack) == [.ack])
        #expect(Self.types(user) == [.user])
        #expect(Self.types(Compound.encode([ack, user, user])) == [.compound, .ack, .user, .user])
    }

    @Test(arguments: [
        [], [0xFE], [7], [7, 2, 0], [7, 1, 0, 0], [7, 1, 0, 9, 8], [7, 1, 0, 1, 99],
    ])
    func `what is no message names no more than it holds`(payload: [UInt8]) {
        #expect(Self.types(payload) == (payload.first == 7 ? [.compound] : []))
    }
}
