// SPDX-License-Identifier: Apache-2.0

import Glibc
import JSONText

/// Standard output and standard error, written at once and whole.
struct Console {
    /// Whether a person reads standard output as it comes.
    let isTerminal: Bool
    /// Whether tables on standard output are coloured.
    let isColoured: Bool

    /// Colour is for a terminal, and only if nobody objects (no-color.org).
    init(environment: [String: String]) {
        isTerminal = isatty(STDOUT_FILENO) == 1
        isColoured =
            isTerminal && environment["NO_COLOR", default: ""].isEmpty
            && environment["TERM"] != "dumb"
        canRedraw = isTerminal && !["", "dumb"].contains(environment["TERM"] ?? "")
    }

    /// How wide the terminal is now; `nil` when standard output is none.
    var columns: Int? {
        var size = winsize()
        guard isTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0,
            size.ws_col > 0
        else { return nil }
        return Int(size.ws_col)
    }

    /// How many lines the terminal shows now; `nil` when standard output is none.
    var rows: Int? {
        var size = winsize()
        guard isTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0,
            size.ws_row > 0
        else { return nil }
        return Int(size.ws_row)
    }

    /// Whether a screen can be drawn over the one before.
    let canRedraw: Bool

    /// Ends the process when standard output has lost its reader, terminal or file.
    ///
    /// Whoever waits for something to write would otherwise notice only when it comes.
    func endIfNobodyReads() {
        var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        guard poll(&output, 1, 0) > 0 else { return }
        if output.revents & Int16(POLLERR | POLLHUP | POLLNVAL) != 0 { exit(Self.brokenPipeStatus) }
    }

    /// Whether a person sits at standard input.
    var canAsk: Bool { isatty(STDIN_FILENO) == 1 }

    /// Asks a person; anything but yes is no.
    func confirm(_ question: String) -> Bool {
        let line = PrintableText.escaping(question) + " [y/N] "
        _ = Self.write(Array(line.utf8), to: STDERR_FILENO)
        let answer = (readLine() ?? "").lowercased()
        return answer == "y" || answer == "yes"
    }

    func write(_ text: String) { write(Array(text.utf8)) }

    /// Ends the process when nobody reads any more, as `head` does after its lines.
    func write(_ bytes: [UInt8]) {
        guard Self.write(bytes, to: STDOUT_FILENO) else { exit(Self.brokenPipeStatus) }
    }

    /// What somebody else has said: as it is into a file; a terminal is not driven by it.
    func write(foreign bytes: [UInt8]) {
        guard isTerminal else { return write(bytes) }
        let lines = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        write(lines.map { PrintableText.escaping(String($0)) }.joined(separator: "\n"))
    }

    /// One line on standard error, in the manner of other tools.
    func complain(_ sentence: String) {
        let line = "pingctl: " + PrintableText.escaping(sentence) + "\n"
        _ = Self.write(Array(line.utf8), to: STDERR_FILENO)
    }

    /// What a shell reports for a process that SIGPIPE ended.
    private static let brokenPipeStatus = 128 + SIGPIPE

    /// Answers whether all could be written.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + offset }, bytes.count - offset)
            }
            if count >= 0 {
                offset += count
            } else if errno == EAGAIN {
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&wait, 1, -1)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
