// SPDX-License-Identifier: Apache-2.0

/// Messages and bodies over both ends of a lane; see scripts/bench lane.
///
///     lanebench measure         nanoseconds per message, or piece, of each case, one line each
///     lanebench repeat CASE N   a case N times and nothing else, for counting instructions

import Glibc

let arguments = CommandLine.arguments.dropFirst()
switch (arguments.first, arguments.count) {
case ("measure", 1):
    for workload in Workload.allCases {
        var bench = try LaneBench.opened(for: workload)
        let count = workload.isBody ? 256 : 6_400
        try bench.run(count)
        var times: [Duration] = []
        for _ in 0..<31 {
            let start = ContinuousClock.now
            try bench.run(count)
            times.append(ContinuousClock.now - start)
        }
        precondition(workload.isBody || bench.accepted > 0, "nothing was done")
        let median = times.sorted()[15] / .nanoseconds(1) / Double(count)
        print(workload.rawValue, Int(median.rounded()))
    }
case ("repeat", 3):
    guard let name = arguments.dropFirst().first, let workload = Workload(rawValue: name),
        let text = arguments.last, let count = Int(text), count >= 0
    else { exit(64) }
    var bench = try LaneBench.opened(for: workload)
    try bench.run(count)
default:
    let usage = Array("usage: lanebench measure | repeat CASE N\n".utf8)
    _ = write(STDERR_FILENO, usage, usage.count)
    exit(64)
}
