// SPDX-License-Identifier: Apache-2.0

import Glibc
import JSONText

/// Words to the operator that are not part of the log.
enum StandardError {
    /// One line, in the manner of other tools.
    static func say(_ sentence: String) {
        let line = Array("pingd: \(PrintableText.escaping(sentence))\n".utf8)
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
