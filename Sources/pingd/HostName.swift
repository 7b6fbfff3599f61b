// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What this machine calls itself.
enum HostName {
    /// `nil` when the system does not say, or says something that is no UTF-8.
    static func current() -> String? {
        // One byte more than the longest, so that there is always a final zero.
        var bytes = [CChar](repeating: 0, count: 257)
        let failed = gethostname(&bytes, bytes.count - 1) != 0
        let name = bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        guard !failed, let name = String(validating: name, as: UTF8.self) else { return nil }
        return name.isEmpty ? nil : name
    }
}
