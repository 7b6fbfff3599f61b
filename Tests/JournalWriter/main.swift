// SPDX-License-Identifier: Apache-2.0

/// Writes to a journal and tells what it was told, one line each; for tests that end it.
///
///     journal-writer append DIRECTORY STREAM FIRST   messages of a stream, from FIRST on, for ever
///     journal-writer hold DIRECTORY                  opens it and does nothing, for ever
///     journal-writer fill DIRECTORY                  until there is no room, and on when there is

import Glibc
import Journal

let arguments = Array(CommandLine.arguments.dropFirst())
do {
    switch (arguments.first, arguments.count) {
    case ("append", 4):
        guard let stream = UInt64(arguments[2]), let first = UInt64(arguments[3]) else { exit(64) }
        let journal = try Clock.open(arguments[1])
        Appending(journal, stream: stream).start(with: first)
    case ("hold", 2):
        let journal = try Clock.open(arguments[1])
        Lines.write("open \(journal.identity)")
        withExtendedLifetime(journal) { while true { pause() } }
    case ("fill", 2):
        try await Filling.run(in: arguments[1])
        exit(0)
    default:
        exit(64)
    }
} catch {
    Lines.write("refused: \(error)")
    exit(1)
}
while true { pause() }
