// SPDX-License-Identifier: Apache-2.0

import Glibc

/// One line on standard error that is written over, if anybody looks.
struct Progress {
    private let isShown = isatty(STDERR_FILENO) == 1

    func show(_ text: String) { if isShown { Self.write("\r\u{1B}[K" + text) } }
    func clear() { if isShown { Self.write("\r\u{1B}[K") } }

    /// Something for people that is no result.
    static func complain(_ sentence: String) { write("pingsim: \(sentence)\n") }

    private static func write(_ text: String) {
        var text = text
        // Whoever closed standard error does not want to know.
        text.withUTF8 { bytes in _ = Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count) }
    }
}
