// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import pingctl

struct PingLedgerTests {
    private let begin = ContinuousClock.now

    private func ping(_ member: String, _ sequence: Int, _ value: UInt64) -> PingLedger.Ping {
        PingLedger.Ping(member: member, sequence: sequence, value: value)
    }

    @Test func `a pong belongs to the member that was sent one less`() {
        var ledger = PingLedger(patience: .seconds(2))
        let (one, other) = (ping("node2", 1, 10), ping("node3", 1, 20))
        ledger.send(one, at: begin)
        ledger.send(other, at: begin)
        let heard = begin + .milliseconds(3)
        #expect(ledger.hear(21, from: nil, at: heard) == .answer(other, after: .milliseconds(3)))
        #expect(ledger.hear(21, from: nil, at: heard) == .duplicate(other))
        #expect(ledger.hear(11, from: "node2", at: heard) == .answer(one, after: .milliseconds(3)))
        #expect(ledger.tallies["node2"]?.answered == 1)
        #expect(ledger.tallies["node3"]?.duplicates == 1)
        #expect(ledger.nextDeadline == nil)
    }

    @Test func `what cannot be attributed is counted, and given to nobody`() {
        var ledger = PingLedger(patience: .seconds(2))
        let one = ping("node2", 1, 10)
        ledger.send(one, at: begin)
        for value in [10, 12, 0, .max] as [UInt64] {
            #expect(ledger.hear(value, from: nil, at: begin) == .unrelated)
        }
        #expect(ledger.hear(11, from: "node9", at: begin) == .foreign(one, sender: "node9"))
        #expect(ledger.tallies["node2"]?.answered == 0)
        #expect(ledger.tallies["node9"] == nil)
        #expect(ledger.unrelated == 5)
    }

    @Test func `the value after the last is zero, as for the members`() {
        var ledger = PingLedger(patience: .seconds(2))
        let last = ping("node2", 1, .max)
        ledger.send(last, at: begin)
        #expect(ledger.hear(0, from: nil, at: begin) == .answer(last, after: .zero))
    }

    @Test func `a missing pong is told once, and still counts when it comes`() {
        var ledger = PingLedger(patience: .seconds(2))
        let one = ping("node2", 1, 10)
        ledger.send(one, at: begin)
        #expect(ledger.nextDeadline == begin + .seconds(2))
        #expect(ledger.missing(at: begin + .seconds(1)) == [])
        #expect(ledger.missing(at: begin + .seconds(2)) == [one])
        #expect(ledger.missing(at: begin + .seconds(3)) == [])
        #expect(ledger.nextDeadline == nil)
        let late = begin + .seconds(4)
        #expect(ledger.hear(11, from: nil, at: late) == .answer(one, after: .seconds(4)))
        #expect(ledger.tallies["node2"]?.lossPercent == 0)
    }

    @Test func `what could not be sent is lost, and no pong of it is awaited`() {
        var ledger = PingLedger(patience: .seconds(2))
        let one = ping("node2", 1, 10)
        ledger.send(one, at: begin)
        ledger.fail(one)
        ledger.send(ping("node2", 2, 20), at: begin)
        _ = ledger.hear(21, from: nil, at: begin)
        let tally = ledger.tallies["node2"]
        #expect(tally?.sent == 1)
        #expect(tally?.failed == 1)
        #expect(tally?.lossPercent == 50)
        #expect(ledger.nextDeadline == nil)
        #expect(ledger.hear(11, from: nil, at: begin) == .unrelated)
    }

    @Test func `a run of days remembers minutes`() {
        var ledger = PingLedger(patience: .seconds(2))
        for second in 0..<4_000 {
            let (now, value) = (begin + .seconds(second), UInt64(second * 10))
            ledger.send(ping("node2", second, value), at: now)
            // Every third is answered at once, every third late, every third never.
            if second % 3 == 0 { _ = ledger.hear(value + 1, from: nil, at: now) }
            #expect(ledger.missing(at: now).allSatisfy { $0.sequence == second - 2 })
            if second % 3 == 1, second >= 42 {
                let late = ping("node2", second - 42, value - 420)
                let verdict = ledger.hear(late.value + 1, from: nil, at: now)
                #expect(verdict == .answer(late, after: .seconds(42)))
            }
            if second >= 310 {
                #expect(ledger.hear(value - 3_100 + 1, from: nil, at: now) == .unrelated)
            }
        }
        #expect(ledger.tallies["node2"]?.sent == 4_000)
    }

    @Test func `the numbers at the end are those of ping`() {
        var (one, other, all) = (RoundTripTimes(), RoundTripTimes(), RoundTripTimes())
        for (index, time) in [2, 4, 4, 4, 5, 5, 7, 9].enumerated() {
            if index < 3 { one.add(.milliseconds(time)) } else { other.add(.milliseconds(time)) }
            all.add(.milliseconds(time))
        }
        one.add(other)
        for times in [one, all] {
            #expect(times.count == 8)
            #expect(times.least == .milliseconds(2))
            #expect(times.most == .milliseconds(9))
            #expect(times.average == .milliseconds(5))
            #expect(times.standardDeviation == .milliseconds(2))
        }
        #expect(RoundTripTimes().standardDeviation == .zero)
    }

    @Test(arguments: [
        (1_240, "1.24"), (5, "0.01"), (999_996, "1000.00"), (0, "0.00"), (70, "0.07"),
    ])
    func `a time has two places`(microseconds: Int, text: String) {
        #expect(Milliseconds.text(.microseconds(microseconds)) == text)
    }

    @Test func `everybody, somebody or nobody answered`() {
        var ledger = PingLedger(patience: .seconds(2))
        ledger.send(ping("node2", 1, 10), at: begin)
        ledger.send(ping("node3", 1, 20), at: begin)
        #expect(PingReport(ledger: ledger, elapsed: .zero).exitStatus == .no)
        _ = ledger.hear(11, from: nil, at: begin)
        #expect(PingReport(ledger: ledger, elapsed: .zero).exitStatus == .partly)
        _ = ledger.hear(21, from: nil, at: begin + .milliseconds(1))
        let report = PingReport(ledger: ledger, elapsed: .milliseconds(1))
        #expect(report.exitStatus == .done)
        #expect(
            String(decoding: report.json, as: UTF8.self)
                == #"{"sent":2,"failed":0,"pongs":2,"duplicates":0,"lossPercent":0,"minMs":0,"#
                + #""avgMs":0.5,"maxMs":1,"stddevMs":0.5,"unrelated":0,"elapsedMs":1,"members":["#
                + #"{"member":"node2","sent":1,"failed":0,"pongs":1,"duplicates":0,"#
                + #""lossPercent":0,"minMs":0,"avgMs":0,"maxMs":0,"stddevMs":0},"#
                + #"{"member":"node3","sent":1,"failed":0,"pongs":1,"duplicates":0,"#
                + #""lossPercent":0,"minMs":1,"avgMs":1,"maxMs":1,"stddevMs":0}]}"#
        )
    }
}
