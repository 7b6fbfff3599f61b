// SPDX-License-Identifier: Apache-2.0

import Glibc
import Reactor
import Testing

@testable import Memberlist

/// What a user sees who prints what the library hands out.
struct DescriptionTests {
    @Test func `an event names the member on one line`() async throws {
        let (first, second) = try await Cluster.pair()
        let member = try #require(first.snapshot.member(named: "second"))
        let line = "\(MemberEvent.joined(member))"
        #expect(line == "joined: second \(second.boundAddress) alive")
        #expect(MemberEvent.joined(member).member == member)
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `a name from the network cannot play with the terminal`() {
        let delivery = Delivery(
            recipient: "a\u{1B}[2J\n",
            path: .stream,
            bytes: 3,
            elapsed: .milliseconds(2),
            status: .sent,
            isConfirmable: false
        )
        #expect("\(delivery)".hasPrefix("sent to a\\u{1b}[2J\\n by stream, 3 bytes in 0.002 s"))
        #expect("\(SendError.unknownMembers(["x\u{7}"]))" == "no member has the name x\\u{7}")
        let failure = JoinReport.Failure(address: "b\r", reason: "no")
        #expect("\(failure)" == "b\\r: no")
    }

    @Test func `that this machine could not dial is told apart from a peer that is silent`() {
        let local: [StreamFailure] = [
            .dial(Errno(code: EMFILE)), .dial(Errno(code: ENFILE)), .dial(Errno(code: ENOMEM)),
            .dial(.addressNotAvailable), .system(Errno(code: ENOMEM)), .stopped,
        ]
        let remote: [StreamFailure] = [
            .dial(.connectionRefused), .dial(Errno(code: EHOSTUNREACH)),
            .dial(Errno(code: ETIMEDOUT)), .lost(Errno(code: ECONNRESET)), .timedOut,
            .closedBeforeReply, .refused("no"), .unexpectedAnswer,
        ]
        #expect(local.allSatisfy { $0.isLocal })
        #expect(!remote.contains { $0.isLocal })
    }

    @Test func `every refusal is a sentence`() {
        let refusals: [any Error & CustomStringConvertible] = [
            SendError.membersNotAlive(["a", "b"]), SendError.payloadTooLarge(limit: 1_394),
            SendError.overloaded, SendError.cancelled, SendError.stopped,
            LeaveError.timedOut, LeaveError.cancelled, LeaveError.stopped,
            UpdateError.metadataTooLarge(bytes: 513, limit: 512), UpdateError.timedOut,
            UpdateError.cancelled, UpdateError.leaving, UpdateError.stopped,
            KeyError.invalidLength(bytes: 3), KeyError.unknownKey, KeyError.primaryKey,
            KeyError.packetsTooSmall(bytes: 100, least: 120), KeyError.stopped,
            DeliveryFailure.timedOut, DeliveryFailure.connectionRefused,
            DeliveryFailure.unreachable(errno: 113), DeliveryFailure.connectionLost(errno: 0),
            DeliveryFailure.connectionLost(errno: 104), DeliveryFailure.unusableAddress,
            NodeStartError.invalidName, NodeStartError.invalidBindAddress("x"),
            NodeStartError.invalidAdvertiseAddress("x"), NodeStartError.noPrivateAddress,
            NodeStartError.metadataTooLarge(bytes: 513, limit: 512),
            NodeStartError.labelTooLong(bytes: 256, limit: 255),
            NodeStartError.invalidKeyLength(bytes: 3), NodeStartError.invalidProtocolVersion(9),
            NodeStartError.invalidDelegateVersions(.serf), NodeStartError.addressInUse("x"),
            NodeStartError.permissionDenied("x"), NodeStartError.addressNotAvailable("x"),
            NodeStartError.advertisedAddressNotAllowed("x"),
            NodeStartError.system(operation: "bind", errno: 24),
            DeliveryFailure.stopped, SubscriptionError.fellBehind(limit: 4_096),
        ]
        for refusal in refusals {
            #expect(refusal.description.contains(" "), "\(refusal)")
            #expect(!refusal.description.contains("("), "\(refusal)")
        }
        #expect("\(DeliveryFailure.unreachable(errno: 113))" == "cannot connect: No route to host")
    }
}
