// SPDX-License-Identifier: Apache-2.0

import Determinism
import Glibc
import Synchronization
import Testing

@testable import Reactor

/// Notes what happened, from any thread.
private final class Notes: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
}

/// Calls a closure when its descriptor is ready.
final class Watcher: ReadinessHandler {
    private let action: (Readiness) -> Void
    init(_ action: @escaping (Readiness) -> Void) { self.action = action }
    func ready(_ readiness: Readiness) { action(readiness) }
}

/// Runs `body` on a new loop; returns when the loop was told to stop.
func onLoop(_ body: @escaping @Sendable (EventLoop) -> Void) async throws {
    let remote = try LoopThread.start(name: "test") { body($0) }
    await withCheckedContinuation { continuation in
        remote.whenClosed { continuation.resume() }
    }
}

struct EventLoopTests {
    @Test func `deadlines run in order and never early`() async throws {
        let notes = Notes()
        try await onLoop { loop in
            let start = MonotonicClock.now
            for milliseconds in [30, 10, 20] {
                loop.schedule(at: start + .milliseconds(milliseconds)) {
                    if MonotonicClock.now - start < .milliseconds(milliseconds) {
                        notes.add("early")
                    }
                    notes.add("\(milliseconds)")
                    if milliseconds == 30 { loop.stop() }
                }
            }
        }
        #expect(notes.all == ["10", "20", "30"])
    }

    @Test func `what is put off before the first turn waits for no event`() async throws {
        let notes = Notes()
        try await onLoop { loop in
            loop.schedule(at: loop.now + .seconds(20)) {
                notes.add("too late")
                loop.stop()
            }
            loop.atEndOfTurn {
                notes.add("done")
                loop.stop()
            }
        }
        #expect(notes.all == ["done"])
    }

    @Test func `a cancelled deadline does not run`() async throws {
        let notes = Notes()
        try await onLoop { loop in
            let now = loop.now
            let timers = (0..<500).map { number in
                loop.schedule(at: now + .milliseconds(5)) { notes.add("cancelled \(number)") }
            }
            for timer in timers { loop.cancel(timer) }
            for timer in timers { loop.cancel(timer) }
            loop.schedule(at: now + .milliseconds(10)) {
                notes.add("kept")
                loop.stop()
            }
        }
        #expect(notes.all == ["kept"])
    }

    @Test func `jobs from other threads run in the order they were left`() async throws {
        let notes = Notes()
        let remote = try LoopThread.start(name: "test") { _ in }
        for number in 0..<1_000 { remote.post { _ in notes.add("\(number)") } }
        await withCheckedContinuation { continuation in
            remote.whenClosed { continuation.resume() }
            remote.post { $0.stop() }
        }
        #expect(notes.all == (0..<1_000).map { "\($0)" })
        #expect(!remote.post { _ in notes.add("too late") })
    }

    @Test func `the end of a turn comes after all of it`() async throws {
        let notes = Notes()
        try await onLoop { loop in
            loop.schedule(at: loop.now) {
                loop.atEndOfTurn {
                    notes.add("end")
                    loop.atEndOfTurn {
                        notes.add("very end")
                        loop.stop()
                    }
                }
                notes.add("first")
            }
            loop.schedule(at: loop.now) { notes.add("second") }
        }
        #expect(notes.all == ["first", "second", "end", "very end"])
    }

    @Test func `a deadline that is set again for now does not starve the loop`() async throws {
        let notes = Notes()
        let remote = try LoopThread.start(name: "test") { loop in
            func again() { loop.schedule(at: loop.now) { again() } }
            again()
        }
        await withCheckedContinuation { continuation in
            remote.whenClosed { continuation.resume() }
            remote.post { loop in
                notes.add("heard")
                loop.stop()
            }
        }
        #expect(notes.all == ["heard"])
    }

    @Test func `what came is told once to who watches for changes, and again when that is renewed`()
        async throws
    {
        let notes = Notes()
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let (watched, other) = (ends[0], ends[1])
        defer {
            close(watched)
            close(other)
        }
        try await onLoop { loop in
            let watcher = Watcher { readiness in
                notes.add(readiness.contains(.ended) ? "ended" : "ready")
                if readiness.contains(.ended) { loop.stop() }
            }
            try? loop.register(watched, for: [.read, .onChange], handler: watcher)
            _ = write(other, [1], 1)
            func turn(_ number: Int) {
                notes.add("turn \(number)")
                guard number == 3 else {
                    loop.schedule(at: loop.now) { turn(number + 1) }
                    return
                }
                try? loop.modify(watched, for: [.read, .onChange])
                loop.schedule(at: loop.now) {
                    notes.add("end")
                    shutdown(other, Int32(SHUT_WR))
                }
            }
            loop.schedule(at: loop.now) { turn(1) }
        }
        #expect(notes.all == ["ready", "turn 1", "turn 2", "turn 3", "ready", "end", "ended"])
    }

    @Test func `an object is told of its deadline, unless that was cancelled`() async throws {
        final class Sleeper: DeadlineHandler {
            private let action: () -> Void
            init(_ action: @escaping () -> Void) { self.action = action }
            func deadlineHasCome() { action() }
        }
        let notes = Notes()
        try await onLoop { loop in
            let cancelled = Sleeper { notes.add("cancelled") }
            let timer = loop.schedule(at: loop.now + .milliseconds(1), for: cancelled)
            _ = loop.schedule(
                at: loop.now + .milliseconds(5),
                for: Sleeper {
                    notes.add("told")
                    loop.stop()
                }
            )
            loop.cancel(timer)
        }
        #expect(notes.all == ["told"])
    }
}

@Suite struct RandomWordsTests {
    @Test func `no word comes twice, over many batches and from two sources`() {
        var (one, other) = (RandomWords(), RandomWords())
        let words = (0..<500).flatMap { _ in [one.next(), other.next()] }
        #expect(Set(words).count == 1_000)
        // Each bit is set in about half of them.
        for bit in 0..<64 {
            let count = words.count { $0 >> UInt64(bit) & 1 == 1 }
            #expect((350...650).contains(count))
        }
    }
}
