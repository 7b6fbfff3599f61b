// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Bytes to a descriptor, all of them or the program ends.
enum Writing {
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var offset = 0
        while offset < bytes.count {
            let written = bytes[offset...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard written > 0 else { exit(74) }
            offset += written
        }
    }
}
