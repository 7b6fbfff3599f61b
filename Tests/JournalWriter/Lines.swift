// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Standard output, a line in one write, so that whoever is killed has said what was said.
enum Lines {
    static func write(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = Glibc.write(STDOUT_FILENO, bytes, bytes.count)
    }
}
