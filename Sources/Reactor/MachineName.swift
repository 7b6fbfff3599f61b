// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What this machine calls itself.
package enum MachineName {
    /// As `hostname` prints it; `nil` when there is none or it is not UTF-8.
    package static var current: String? {
        var text = [CChar](repeating: 0, count: 256)
        guard gethostname(&text, text.count - 1) == 0 else { return nil }
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return bytes.isEmpty ? nil : String(validating: bytes, as: UTF8.self)
    }
}
