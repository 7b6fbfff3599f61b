// SPDX-License-Identifier: Apache-2.0

/// Measures how many messages a second a journal makes durable; see scripts/bench.
///
///     journalbench DIRECTORY WRITERS SECONDS BYTES
///
/// Prints writers, messages and commits per second, bytes written per message, and the times of
/// the median and of the slowest hundredth of the answers in microseconds.

import Glibc

let numbers = CommandLine.arguments.dropFirst(2).compactMap(Int.init)
guard CommandLine.arguments.count == 5, numbers.count == 3, numbers.allSatisfy({ $0 > 0 }) else {
    let usage = Array("usage: journalbench DIRECTORY WRITERS SECONDS BYTES\n".utf8)
    _ = write(STDERR_FILENO, usage, usage.count)
    exit(64)
}
let bench = try JournalBench(
    directory: CommandLine.arguments[1],
    writers: numbers[0],
    seconds: numbers[1],
    payloadBytes: numbers[2]
)
print(await bench.run())
exit(0)
