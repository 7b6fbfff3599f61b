// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The system's words for an error number.
enum SystemText {
    /// In lower case, as they stand in the middle of a sentence.
    static func of(_ errno: Int32) -> String {
        let words = String(cString: strerror(errno))
        return words.prefix(1).lowercased() + words.dropFirst()
    }
}
