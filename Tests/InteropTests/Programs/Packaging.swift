// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What lies in `scripts/packaging`.
enum Packaging {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../scripts/packaging").standardized

    static func file(_ name: String) -> String { folder.appendingPathComponent(name).path }
}
