// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing

@testable import Membership

/// A row of tickets, beside an array that is sorted again after every step.
@Suite struct TicketRowTests {
    @Test(arguments: 1...20)
    func `whatever is put in and taken out, the rest is in order`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var row = TicketRow(BroadcastTicket(number: 500, place: 0))
        var model = [BroadcastTicket(number: 500, place: 0)]
        for step in 1...3_000 {
            // Sometimes mostly in, sometimes mostly out.
            let choice = random.index(below: step % 500 < 250 ? 8 : 11)
            switch choice {
            case 9:
                var taken = [BroadcastTicket(rawValue: 0)]
                let count = random.index(below: 12)
                row.popNewest(count, into: &taken)
                #expect(taken.dropFirst() == model.suffix(count).reversed()[...])
                model.removeLast(min(count, model.count))
            case 6 where !row.isEmpty:
                // Beside one another, or far apart.
                let first = random.index(below: 1_000_000)
                let reach = random.index(below: 2) == 0 ? 6 : 1_000_000
                let run = (0..<3).map { _ in first + random.index(below: reach) }
                let tickets = Set(run).sorted(by: >).map {
                    BroadcastTicket(number: UInt64($0), place: step)
                }
                row.insert(newestFirst: tickets[...])
                model = (model + tickets).sorted()
            case 0..<4:
                let number = UInt64(random.index(below: 1_000_000))
                let ticket = BroadcastTicket(number: number, place: step)
                row.insert(ticket)
                model.append(ticket)
                model.sort()
            case 4, 8: #expect(row.popNewest() == model.popLast())
            case 5, 7: #expect(row.popOldest() == (model.isEmpty ? nil : model.removeFirst()))
            default:
                guard !model.isEmpty else { continue }
                let ticket = model.remove(at: random.index(below: model.count))
                let (first, again) = (row.remove(ticket), row.remove(ticket))
                #expect(first && !again)
            }
            #expect(row.count == model.count && row.isEmpty == model.isEmpty)
            if row.ascending != model { Issue.record("step \(step)") }
        }
    }
}
