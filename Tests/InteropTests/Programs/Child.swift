// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
import Glibc
import Synchronization

/// A program started by a test: its output line by line, its input, its end.
///
/// Whoever starts one ends it: `Scene` does so when the test's closure returns or throws.
final class Child: Sendable {
    struct StartError: Error, CustomStringConvertible {
        let description: String
    }

    let pid: pid_t
    let name: String
    /// Lines of standard output, without their line feeds.
    let output = Journal<String>()
    /// Lines of standard error.
    let errors = Journal<String>()
    /// One element: the status as a shell tells it, 128 + n after signal n.
    let ending = Journal<Int32>()
    private let input: Int32
    private let writing = DispatchQueue(label: "child's input")
    /// Posix spawning is one at a time, so that no child inherits another's descriptors.
    private static let spawning = Mutex(())

    /// `separator` ends what is a line of standard output.
    init(
        _ path: String,
        _ arguments: [String],
        name: String? = nil,
        separator: UInt8 = 0x0A
    ) throws {
        let pipes = try Self.spawning.withLock { _ in
            try ChildPipes.spawn(path, arguments)
        }
        pid = pipes.pid
        input = pipes.input
        self.name = name ?? String(path.split(separator: "/").last ?? "")
        Self.follow(pipes.output, into: output, separator)
        Self.follow(pipes.errors, into: errors, 0x0A)
        let ending = ending
        let pid = pid
        Thread.detachNewThread {
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
            let signal = status & 0x7F
            ending.append(signal == 0 ? (status >> 8) & 0xFF : 128 + signal)
        }
    }

    deinit { close(input) }

    /// Writes to standard input without waiting, after what was written before; then closes it if
    /// asked.
    func write(_ bytes: [UInt8], closing: Bool = false) {
        let input = dup(input)
        writing.async {
            let quietly = Int32(MSG_NOSIGNAL)
            var offset = 0
            while offset < bytes.count {
                let sent = bytes.withUnsafeBytes {
                    send(input, $0.baseAddress! + offset, $0.count - offset, quietly)
                }
                guard sent > 0 else { break }
                offset += sent
            }
            if closing { shutdown(input, Int32(SHUT_WR)) }
            close(input)
        }
    }

    func signal(_ number: Int32) {
        if !hasEnded { kill(pid, number) }
    }

    var hasEnded: Bool { ending.count > 0 }

    /// The status, once the program has ended.
    func end(within limit: Duration) async throws -> Int32 {
        try await ending.first("\(name) to end", within: limit) { $0 }
    }

    private static func follow(
        _ descriptor: Int32,
        into journal: Journal<String>,
        _ separator: UInt8
    ) {
        Thread.detachNewThread {
            var rest: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { break }
                rest += buffer[..<count]
                while let end = rest.firstIndex(of: separator) {
                    journal.append(String(decoding: rest[..<end], as: UTF8.self))
                    rest.removeSubrange(...end)
                }
            }
            if !rest.isEmpty { journal.append(String(decoding: rest, as: UTF8.self)) }
            close(descriptor)
            journal.finish()
        }
    }
}
