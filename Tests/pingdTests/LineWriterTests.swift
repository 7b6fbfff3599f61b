// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Synchronization
import Testing

@testable import pingd

struct LineWriterTests {
    /// What a writer reported.
    private final class Losses: Sendable {
        private let list = Mutex<[LineWriter.Loss]>([])

        var all: [LineWriter.Loss] { list.withLock { $0 } }

        func add(_ loss: LineWriter.Loss) { list.withLock { $0.append(loss) } }
    }

    @Test func `lines come out in order`() {
        let pipe = Pipe()
        let writer = LineWriter(to: pipe.fileHandleForWriting.fileDescriptor) { _ in }
        for number in 0..<1_000 { writer.write("line \(number)") }
        writer.flush(within: .seconds(20))
        let expected = (0..<1_000).map { "line \($0)\n" }.joined()
        let data = pipe.fileHandleForReading.readData(ofLength: expected.utf8.count)
        #expect(String(decoding: data, as: UTF8.self) == expected)
        withExtendedLifetime(pipe) {}
    }

    @Test func `a reader that stops costs lines, not time, and the lines are counted`() {
        let pipe = Pipe()
        let losses = Losses()
        let writer = LineWriter(
            to: pipe.fileHandleForWriting.fileDescriptor,
            limitBytes: 10_000,
            report: losses.add
        )
        // More than a pipe (64 KiB) and the backlog hold; nobody reads yet.
        let line = String(repeating: "x", count: 999)
        for _ in 0..<200 { writer.write(line) }
        let text = CollectedText(from: pipe.fileHandleForReading)
        writer.flush(within: .seconds(20))
        try? pipe.fileHandleForWriting.close()
        let lost = losses.all.reduce(0) { sum, loss in
            guard case .dropped(let count) = loss else { return sum }
            return sum + count
        }
        #expect(lost > 0)
        #expect(text.waitForEnd() == String(repeating: line + "\n", count: 200 - lost))
    }

    @Test func `a reader that goes ends the writing, and is told of once`() {
        signal(SIGPIPE, SIG_IGN)
        let pipe = Pipe()
        let losses = Losses()
        let writer = LineWriter(
            to: pipe.fileHandleForWriting.fileDescriptor,
            report: losses.add
        )
        try? pipe.fileHandleForReading.close()
        for _ in 0..<3 {
            writer.write("x")
            writer.flush(within: .seconds(20))
        }
        #expect(losses.all == [.closed])
        withExtendedLifetime(pipe) {}
    }
}
