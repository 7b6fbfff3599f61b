// SPDX-License-Identifier: Apache-2.0

/// Requests through the machine that reads and writes HTTP/1.1; see scripts/bench http1.
///
///     http1bench measure         nanoseconds per request of each case, one line each
///     http1bench repeat CASE N   a case N times and nothing else, for counting instructions

import Glibc

let arguments = CommandLine.arguments.dropFirst()
switch (arguments.first, arguments.count) {
case ("measure", 1):
    for workload in Workload.allCases {
        var bench = HTTP1Bench(workload)
        bench.run(10_000)
        let times = (0..<31).map { _ in ContinuousClock().measure { bench.run(10_000) } }
        precondition(bench.bytesOut > 0, "nothing was done")
        let median = times.sorted()[15] / .nanoseconds(1) / 10_000
        print(workload.rawValue, Int(median.rounded()))
    }
case ("repeat", 3):
    guard let name = arguments.dropFirst().first, let workload = Workload(rawValue: name),
        let text = arguments.last, let count = Int(text), count >= 0
    else { exit(64) }
    var bench = HTTP1Bench(workload)
    bench.run(count)
default:
    let usage = Array("usage: http1bench measure | repeat CASE N\n".utf8)
    _ = write(STDERR_FILENO, usage, usage.count)
    exit(64)
}
