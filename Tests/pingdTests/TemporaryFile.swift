// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A file with a text, gone when nobody holds it.
final class TemporaryFile {
    let path = "/tmp/pingd-test-\(UUID().uuidString)"

    init(_ text: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    func setMode(_ mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
