// SPDX-License-Identifier: Apache-2.0

/// The time of one workload, as the processor spent it.
enum Measurement {
    /// Rounds in one sample; so many samples are taken, and the median counts.
    private static let rounds = 40
    private static let samples = 31

    /// Prints the workload's name, nanoseconds per message, and messages per packet.
    static func print(_ workload: Workload) {
        var bench = CodecBench()
        bench.prepare(workload)
        bench.run(workload)
        var times: [Double] = []
        let clock = ContinuousClock()
        for _ in 0..<samples {
            var spent = Duration.zero
            for _ in 0..<rounds {
                if workload.isPreparedAnew { bench.prepare(workload) }
                spent += clock.measure { bench.run(workload) }
            }
            let messages = Double(rounds * bench.messagesPerRound)
            times.append(spent / .nanoseconds(1) / messages)
        }
        precondition(bench.messagesSeen + bench.bytesMade > 0, "nothing was done")
        let median = times.sorted()[samples / 2]
        Swift.print(workload.rawValue, Int(median.rounded()), bench.messagesPerPacket)
    }
}
