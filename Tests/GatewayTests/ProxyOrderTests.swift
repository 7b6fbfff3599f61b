// SPDX-License-Identifier: Apache-2.0

import Dispatch
import HTTP1
import HTTPServer
import Memberlist
import Synchronization
import Testing

@testable import Gateway

/// What two threads have the proxy say keeps its order.
@Suite(.timeLimit(.minutes(5))) struct ProxyOrderTests {
    /// What was written into a call, and how much of that is not said to be taken.
    private final class Written: Sendable {
        let bytes = Mutex<[UInt8]>([])
        let untaken = Mutex(0)
        let hasEnded = Atomic(false)

        func note(_ action: Exchange.Action) {
            guard case .write(let frames, let isLast) = action else { return }
            bytes.withLock { $0 += frames }
            untaken.withLock { $0 += frames.count }
            if isLast { hasEnded.store(true, ordering: .sequentiallyConsistent) }
        }

        func take() -> Int {
            untaken.withLock { count in
                defer { count = 0 }
                return count
            }
        }
    }

    @Test func `content that both threads send on comes in order, and its end last`() throws {
        let pieces = (0..<2_000).map { [UInt8](repeating: UInt8($0 % 251), count: 1_000) }
        let content = pieces.flatMap { $0 }
        let head = RelayedRequest(.post, "/", fields: [:], length: .known(content.count))
        for _ in 0..<10 {
            let written = Written()
            let journey = ProxyJourney(
                to: "node2",
                via: "node1",
                head: head,
                passage: Passage { _ in },
                counts: ProxyCounts()
            )
            journey.begin(try #require(RelayWriter.request(head))) { order, _ in
                written.bytes.withLock { $0 += order.body }
                return Exchange { written.note($0) }
            }
            let node = DispatchQueue(label: "node")
            node.async {
                while !written.hasEnded.load(ordering: .sequentiallyConsistent) {
                    let count = written.take()
                    if count > 0 { journey.hear(CallEvent.taken(count)) }
                }
            }
            for piece in pieces { journey.hear(PassageEvent.content(piece)) }
            journey.hear(PassageEvent.end(trailers: [:]))
            node.sync {}
            try expect(content, in: written.bytes.withLock { $0 })
        }
    }

    private func expect(_ content: [UInt8], in frames: [UInt8]) throws {
        var reader = RelayReader(.request)
        reader.receive(frames)
        var read: [UInt8] = []
        while let event = try reader.next() {
            if case .content(let bytes) = event { read += bytes }
        }
        try reader.finish()
        let isSame = read == content
        #expect(isSame)
    }
}
