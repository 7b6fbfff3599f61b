// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A folder, gone when nobody holds it.
final class ScratchFolder {
    let path = "/tmp/pingd-files-\(UUID().uuidString)"

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// Makes it look like the folder of a release build, with the programs under test.
    func linkBuild() throws {
        let checkouts = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../.build/checkouts").standardized.path
        for (name, target) in [("release", Installation.programs), ("checkouts", checkouts)] {
            try FileManager.default.createSymbolicLink(
                atPath: "\(path)/\(name)",
                withDestinationPath: target
            )
        }
    }

    func text(of file: String) throws -> String {
        try String(contentsOfFile: "\(path)/\(file)", encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
