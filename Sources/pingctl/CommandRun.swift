// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import Glibc

/// A command that deals with one thing that a node has leased, in less time than the lease.
struct CommandRun {
    /// What is left of a lease for telling the node.
    private static let margin = Duration.milliseconds(500)

    let child: ChildProcess
    private let name: String
    private let begin = ContinuousClock.now
    private let lease: Duration
    private let outputLimitBytes: Int?
    private var isLate = false

    init(
        _ words: [String],
        variables: [String],
        input: [UInt8],
        outputLimitBytes: Int?,
        lease: Duration
    ) throws(ChildProcess.SpawnError) {
        child = try ChildProcess(
            words,
            variables: variables,
            input: input,
            outputLimitBytes: outputLimitBytes
        )
        name = words[0]
        self.lease = lease
        self.outputLimitBytes = outputLimitBytes
    }

    private var deadline: ContinuousClock.Instant {
        begin + max(lease - Self.margin, Self.margin)
    }

    /// When it is ended if it runs on; `nil` once it has been.
    var nextDeadline: ContinuousClock.Instant? { isLate ? nil : deadline }

    /// How long it has taken.
    var time: Duration { begin.duration(to: .now) }

    /// Gives and takes what can be had at once.
    ///
    /// - Returns: what it said on standard error.
    mutating func advance() -> [UInt8] {
        let said = child.advance()
        if child.ending == nil, !isLate, deadline <= .now {
            child.end()
            isLate = true
        }
        return said
    }

    /// Why it has failed; `nil` when it has not, or runs still.
    var failure: String? {
        guard let ending = child.ending, ending != .exited(0) || isLate else { return nil }
        if child.isOverflowing, let outputLimitBytes {
            return "\(name) answers with more than \(outputLimitBytes >> 20) MiB"
        }
        if isLate { return "\(name) has not answered within \(lease.text)" }
        let words = String(decoding: child.errorBytes, as: UTF8.self)
        if let line = words.split(whereSeparator: \.isNewline).last(where: {
            !$0.allSatisfy(\.isWhitespace)
        }) {
            return String(line)
        }
        return switch ending {
        case .exited(let code): "\(name) ended with exit code \(code)"
        case .signalled(let signal): "\(name) was ended by signal \(signal)"
        }
    }

    /// Why a command of that name does not even start.
    static func sentence(of error: ChildProcess.SpawnError, _ name: String) -> String {
        "\(name) does not start: \(PingctlError.text(of: error.errno))"
    }

    /// Says at once what would be wrong each time.
    static func check(_ command: String, path: String?) throws(PingctlError) {
        let folders = (path ?? "/usr/local/bin:/usr/bin:/bin")
            .split(separator: ":", omittingEmptySubsequences: false)
        let places =
            command.contains("/")
            ? [command] : folders.map { ($0.isEmpty ? "." : $0) + "/" + command }
        guard places.contains(where: isProgram) else { throw .unrunnableCommand(command) }
    }

    private static func isProgram(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && access(path, X_OK) == 0
    }
}
