// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import Testing

@testable import pingctl

struct LatencyReportTests {
    @Test func `percentiles are of the nearest rank`() {
        let report = LatencyReport((1...1_000).reversed().map { .microseconds($0) })
        #expect(report.percentile(thousandths: 500) == .microseconds(500))
        #expect(report.percentile(thousandths: 999) == .microseconds(999))
        #expect(report.percentile(thousandths: 1_000) == .microseconds(1_000))
        #expect(LatencyReport([]).percentile(thousandths: 500) == nil)
    }

    @Test func `every time is in one bar, and no line is wider than the terminal`() {
        let times: [Duration] = [.zero, .microseconds(10), .microseconds(11), .milliseconds(70)]
        let report = LatencyReport(times)
        #expect(report.bars.reduce(0) { $0 + $1.count } == times.count)
        #expect(report.bars.first == .init(limit: .microseconds(10), count: 2))
        #expect(report.bars.last == .init(limit: .milliseconds(100), count: 1))
        for columns in [40, 60, 200] {
            let lines = report.histogram(columns: columns).split(separator: "\n")
            #expect(lines.allSatisfy { $0.utf8.count <= columns })
        }
    }

    @Test(arguments: [1, 20, 60, 200])
    func `a progress bar fits its terminal`(columns: Int) {
        for done in [0, 1, 500, 1_000] {
            let line = ProgressBar.line(
                "bench",
                done,
                of: 1_000,
                elapsed: .seconds(3),
                columns: columns
            )
            #expect(DisplayWidth.columns(of: line) < max(columns, 2))
        }
    }

    @Test func `one lost probe is not a member that does not answer`() {
        var reachability = Reachability(members: ["a", "b"])
        func probe(_ name: String, _ time: Double?) -> ProbeBody {
            ProbeBody(number: 1, name: name, at: "", rttMs: time)
        }
        reachability.hear([probe("a", nil), probe("b", nil), probe("stranger", 1)])
        #expect(!reachability.isDone)
        reachability.hear([probe("a", 0.5)])
        #expect(reachability.silent == ["b"])
        reachability.hear([probe("b", nil)])
        #expect(reachability.isDone)
        #expect(reachability.silent == ["b"])
    }

    @Test func `only whole options that name the node are taken from a line to complete`() {
        let words = ["send", "--url", "u:1", "--text", "x", "--context=c", "--cacert", "--to"]
        #expect(NodeCompletion.arguments(words) == ["--url", "u:1", "--context=c"])
    }
}
