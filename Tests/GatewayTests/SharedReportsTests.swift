// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import Gateway
@testable import Memberlist

/// However many ask, the node makes one report at a time.
@Suite struct SharedReportsTests {
    /// Makes a report when the test says so.
    private final class Node: Sendable {
        let asked = Mutex<[SharedReports.Completion]>([])

        func answer() {
            let askers = asked.withLock { asked in
                defer { asked = [] }
                return asked
            }
            for asker in askers { asker(nil) }
        }
    }

    @Test func `a thousand who ask at once share a report, and the next has one of its own`() {
        let node = Node()
        let answered = Mutex(0)
        let reports = SharedReports { completion in node.asked.withLock { $0.append(completion) } }
        for _ in 0..<1_000 { reports.ask { _ in answered.withLock { $0 += 1 } } }
        #expect(node.asked.withLock { $0.count } == 1)
        #expect(answered.withLock { $0 } == 0)
        node.answer()
        #expect(answered.withLock { $0 } == 1_000)
        reports.ask { _ in answered.withLock { $0 += 1 } }
        #expect(node.asked.withLock { $0.count } == 1)
        node.answer()
        #expect(answered.withLock { $0 } == 1_001)
    }

    @Test func `a node that hangs keeps so many askers and no more`() {
        let node = Node()
        let answered = Mutex(0)
        let reports = SharedReports { completion in node.asked.withLock { $0.append(completion) } }
        for _ in 0..<SharedReports.waitingLimit + 10 {
            reports.ask { _ in answered.withLock { $0 += 1 } }
        }
        node.answer()
        #expect(answered.withLock { $0 } == SharedReports.waitingLimit)
    }
}
