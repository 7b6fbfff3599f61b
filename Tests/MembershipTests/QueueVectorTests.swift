// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Testing
import Wire

@testable import Membership

/// Replays queue.json on the broadcast queue (spec §12.1).
@Suite struct QueueVectorTests {
    struct Script: Decodable {
        let numNodes: Int
        let retransmitLimit: Int
        let retransmitMult: Int
        let referenceBug: String?
        let steps: [Step]
    }
    struct Step: Decodable {
        let op: String
        let finished: [String]
        let numQueued: Int
        let id: String?
        let kind: String?
        let len: Int?
        let name: String?
        let invalidationGroup: String?
        let limit: Int?
        let overhead: Int?
        let result: [String]?
        let maxRetain: Int?
    }

    @Test func `the queue behaves as in the reference, its bug left out`() throws {
        let scripts = Vectors.cases("queue", as: Script.self).filter { $0.referenceBug == nil }
        #expect(scripts.count == 25)
        for script in scripts {
            let limit = RetransmitLimit.of(
                members: script.numNodes,
                multiplier: script.retransmitMult
            )
            #expect(limit == script.retransmitLimit)
            replay(script)
        }
    }

    private func replay(_ script: Script) {
        var queue = BroadcastQueue()
        for (index, step) in script.steps.enumerated() {
            var finished: [Broadcast] = []
            switch step.op {
            case "queue":
                if let replaced = queue.submit(broadcast(step)) { finished = [replaced] }
            case "get":
                let taken = queue.take(
                    budget: step.limit!,
                    overhead: step.overhead!,
                    atMost: .max,
                    transmitLimit: script.retransmitLimit
                )
                finished = taken.finished
                #expect(taken.messages.map(Self.id) == step.result ?? [], "step \(index)")
            case "prune":
                finished = queue.prune(to: step.maxRetain!)
            default:
                Issue.record("no such operation: \(step.op)")
            }
            queue.checkInvariants()
            #expect(finished.map { Self.id($0.bytes) } == step.finished, "step \(index)")
            #expect(queue.count == step.numQueued, "step \(index)")
        }
    }

    /// A plain broadcast that invalidates its group acts like one of that name, in a space of
    /// names of its own.
    private func broadcast(_ step: Step) -> Broadcast {
        let number = UInt8(step.id!.dropFirst())!
        let subject =
            switch step.kind! {
            case "named": MemberName(step.name!)
            case "plain": MemberName("group/" + step.invalidationGroup!)
            default: MemberName?.none
            }
        let rest = [UInt8](repeating: 0, count: step.len! - 1)
        return Broadcast(bytes: [number] + rest, subject: subject, operation: nil)
    }

    private static func id(_ bytes: [UInt8]) -> String { "b\(bytes[0])" }
}
