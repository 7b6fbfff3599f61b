// SPDX-License-Identifier: Apache-2.0

/// Measures decoding, handling and encoding of full packets of alive messages; see scripts/bench.
///
///     codecbench measure         nanoseconds per message of each case, one line each
///     codecbench repeat CASE N   a case N times and nothing else, for counting instructions
///     codecbench packets N       N rounds of packets, each length (4 bytes) and bytes, on output

import Glibc

let arguments = CommandLine.arguments.dropFirst()
switch (arguments.first, arguments.count) {
case ("measure", 1):
    for workload in Workload.allCases { Measurement.print(workload) }
case ("repeat", 3):
    guard let name = arguments.dropFirst().first, let workload = Workload(rawValue: name),
        let text = arguments.last, let count = Int(text), count >= 0
    else { exit(64) }
    var bench = CodecBench()
    bench.prepare(workload)
    for _ in 0..<count {
        if workload.isPreparedAnew { bench.prepare(workload) }
        bench.run(workload)
    }
    print(bench.messagesPerRound)
case ("packets", 2):
    guard let text = arguments.last, let rounds = UInt32(text) else { exit(64) }
    let bench = CodecBench()
    for round in 1...rounds {
        for packet in bench.packets(incarnation: round) {
            let length = UInt32(packet.count)
            let header = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }
            Writing.write(header + packet, to: STDOUT_FILENO)
        }
    }
default:
    let usage = "usage: codecbench measure | repeat CASE N | packets N\n"
    Writing.write(Array(usage.utf8), to: STDERR_FILENO)
    exit(64)
}
