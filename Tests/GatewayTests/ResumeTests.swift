// SPDX-License-Identifier: Apache-2.0

import Foundation
import GatewayAPI
import Glibc
import Messaging
import Synchronization
import Testing

@testable import Gateway

/// A reader that is cut off again and again, while events go on.
///
/// By counts here; `PINGD_LONG_TESTS=1` makes it a minute of 1,000 events per second, cut off each
/// 50 ms, and prints what was seen.
@Suite(.timeLimit(.minutes(5))) struct ResumeTests {
    private static let isLong = ProcessInfo.processInfo.environment["PINGD_LONG_TESTS"] == "1"

    /// What a reader has seen, over all its connections.
    private struct Seen {
        var last: UInt64 = 0
        var events = 0
        var gaps = 0
        var missing: UInt64 = 0
        var connections = 0
        var texts: Set<String> = []
        var flaws: [String] = []

        mutating func take(_ block: EventReader.Event) {
            // Before a gap stands a block that only says how soon to come back.
            guard let id = block.id else { return }
            switch block.type {
            case "gap":
                guard
                    let gap = try? JSONDecoder().decode(GapBody.self, from: Data(block.data.utf8)),
                    let first = gap.first, let end = gap.last
                else { return flaws.append("a gap without names: \(block.data)") }
                if first != last + 1 || end != id { flaws.append("gap \(first)-\(end) at \(last)") }
                gaps += 1
                missing += end - first + 1
            case .some:
                if id != last + 1 { flaws.append("\(id) came after \(last)") }
                if !texts.insert(block.data).inserted { flaws.append("\(id) was told twice") }
                events += 1
            case nil:
                if id != last { flaws.append("the stream stands at \(id), not at \(last)") }
            }
            last = id
        }
    }

    @Test(arguments: [10_000, 40])
    func `each event comes once and in order, or a gap names it`(held: Int) async throws {
        var limits = FeedLimits()
        limits.events.events = held
        try await ServedNode.run(limits: limits) { served in
            let count: UInt64 = Self.isLong ? 60_000 : 3_000
            let teller = Thread { Self.tell(count, to: served.feed) }
            teller.start()
            var seen = Seen()
            // Large enough to fall behind a small log now and then, small enough to be quick.
            var cut = 1
            while seen.last < count {
                let reader = try EventReader(
                    served.address,
                    fields: ["Last-Event-ID: \(seen.last)"]
                )
                seen.connections += 1
                let until = ContinuousClock.now + .milliseconds(50)
                var blocks = 0
                while seen.last < count, let block = try reader.nextBlock() {
                    seen.take(block)
                    blocks += 1
                    if Self.isLong ? ContinuousClock.now >= until : blocks > cut { break }
                }
                cut = cut % 97 + 13
            }
            #expect(seen.flaws.prefix(5).isEmpty)
            #expect(UInt64(seen.events) + seen.missing == count)
            if held >= count { #expect(seen.gaps == 0) }
            if Self.isLong {
                print(
                    "\(held) held: \(seen.events) events once and in order, \(seen.gaps) gaps that "
                        + "name \(seen.missing), over \(seen.connections) connections"
                )
            }
        }
    }

    /// 1,000 a second in the long form, as fast as it goes in the short one.
    private static func tell(_ count: UInt64, to feed: Feed) {
        let start = ContinuousClock.now
        for number in 1...count {
            feed.hear("event \(number)")
            guard isLong else { continue }
            let due = start + .milliseconds(Int(number))
            let early = due - ContinuousClock.now
            if early > .milliseconds(1) { _ = poll(nil, 0, Int32(early / .milliseconds(1))) }
        }
    }
}
