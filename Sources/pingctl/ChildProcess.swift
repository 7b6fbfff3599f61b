// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A command that is given bytes and gives bytes, without ever blocking whoever drives it.
///
/// It has a process group of its own, which Ctrl-C on the terminal does not reach and `end` ends as
/// a whole. One that nobody holds any more is ended too.
final class ChildProcess {
    struct SpawnError: Error { let errno: Int32 }

    enum Ending: Equatable {
        case exited(Int32)
        case signalled(Int32)
    }

    /// Of what it says on standard error, so much is kept, the newest.
    private static let errorLimitBytes = 4_096
    /// Of its output, so much is taken at a time.
    private static let pieceBytes = 1 << 20
    /// Descriptors that libcurl may have opened without close-on-exec.
    private static let descriptors: Range<Int32> = 3..<1_024

    private let identifier: pid_t
    private var input: Pipe
    private var output: Pipe
    private var errors: Pipe
    private var unsent: ArraySlice<UInt8>
    private let outputLimitBytes: Int?
    private(set) var outputBytes: [UInt8] = []
    private(set) var errorBytes: [UInt8] = []
    /// More came than the limit allows; it has been ended.
    private(set) var isOverflowing = false
    /// `nil` while it runs.
    private(set) var ending: Ending?

    /// One end of a pipe; closed once.
    private struct Pipe {
        var descriptor: Int32?

        mutating func close() {
            if let descriptor { _ = Glibc.close(descriptor) }
            descriptor = nil
        }
    }

    /// Starts what `words` begin with, looked for in `PATH`, with `variables` (`NAME=value`) as its
    /// environment; `nil` is no limit, for who takes its output as it comes.
    init(
        _ words: [String],
        variables: [String],
        input bytes: [UInt8],
        outputLimitBytes: Int?
    ) throws(SpawnError) {
        var ends: [(read: Int32, write: Int32)] = []
        defer { for end in ends.flatMap({ [$0.read, $0.write] }) where end >= 0 { close(end) } }
        for _ in 0..<3 {
            var pair: [Int32] = [-1, -1]
            guard pipe(&pair) == 0 else { throw SpawnError(errno: errno) }
            ends.append((pair[0], pair[1]))
        }
        identifier = try Self.spawn(words, variables, ends[0].read, ends[1].write, ends[2].write)
        for own in [ends[0].write, ends[1].read, ends[2].read] {
            _ = fcntl(own, F_SETFL, O_NONBLOCK)
        }
        input = Pipe(descriptor: ends[0].write)
        output = Pipe(descriptor: ends[1].read)
        errors = Pipe(descriptor: ends[2].read)
        (ends[0].write, ends[1].read, ends[2].read) = (-1, -1, -1)
        unsent = bytes[...]
        self.outputLimitBytes = outputLimitBytes
    }

    deinit {
        input.close()
        output.close()
        errors.close()
        guard ending == nil else { return }
        end()
        var status: Int32 = 0
        waitpid(identifier, &status, 0)
    }

    /// What to wait for until `advance` has something to do, besides its end.
    var readable: [Int32] { [output.descriptor, errors.descriptor].compactMap { $0 } }
    var writable: [Int32] { unsent.isEmpty ? [] : [input.descriptor].compactMap { $0 } }

    /// Ends it and all that it has started in its group.
    func end() { kill(-identifier, SIGKILL) }

    /// Gives and takes what can be had at once.
    ///
    /// - Returns: what it said on standard error.
    func advance() -> [UInt8] {
        feed()
        var status: Int32 = 0
        // Before the last look at its output, so that nothing is left behind.
        if ending == nil, waitpid(identifier, &status, WNOHANG) == identifier {
            let signal = status & 0x7F
            ending = signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
        }
        let room = (outputLimitBytes ?? .max - 1) - outputBytes.count + 1
        outputBytes += Self.read(&output, atMost: min(room, Self.pieceBytes))
        if let outputLimitBytes, outputBytes.count > outputLimitBytes, !isOverflowing {
            isOverflowing = true
            output.close()
            end()
        }
        let complaint = Self.read(&errors, atMost: .max)
        errorBytes = (errorBytes + complaint).suffix(Self.errorLimitBytes)
        return complaint
    }

    /// What has been read of its output and not been taken.
    func takeOutput() -> [UInt8] {
        defer { outputBytes = [] }
        return outputBytes
    }

    private func feed() {
        guard let descriptor = input.descriptor else { return }
        while !unsent.isEmpty {
            let count = unsent.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                unsent = unsent.dropFirst(count)
            } else if errno == EAGAIN {
                return
            } else if errno != EINTR {
                // It does not read to the end, which is its own business.
                unsent = []
            }
        }
        input.close()
    }

    private static func read(_ pipe: inout Pipe, atMost limit: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while let descriptor = pipe.descriptor, bytes.count < limit {
            let count = Glibc.read(descriptor, &piece, min(piece.count, limit - bytes.count))
            if count > 0 {
                bytes += piece[..<count]
            } else if count < 0, errno == EINTR {
                continue
            } else {
                if count == 0 || errno != EAGAIN { pipe.close() }
                break
            }
        }
        return bytes
    }

    private static func spawn(
        _ words: [String],
        _ variables: [String],
        _ input: Int32,
        _ output: Int32,
        _ errors: Int32
    ) throws(SpawnError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        for (from, to) in [(input, STDIN_FILENO), (output, STDOUT_FILENO), (errors, STDERR_FILENO)]
        {
            posix_spawn_file_actions_adddup2(&actions, from, to)
        }
        // What this program does with signals is its own matter.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGPIPE, SIGINT, SIGTERM, SIGCHLD] { sigaddset(&signals, signal) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var identifier: pid_t = 0
        let code = posix_spawnp(
            &identifier,
            words[0],
            &actions,
            &attributes,
            &arguments,
            &environment
        )
        guard code == 0 else { throw SpawnError(errno: code) }
        return identifier
    }
}
