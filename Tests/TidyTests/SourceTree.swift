// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The project's own files, as they lie beside these tests.
enum SourceTree {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appendingPathComponent("../..").standardized

    /// Folders that hold what was built or fetched.
    private static let foreign: Set = [".git", ".build", ".swiftpm", "build", "__pycache__"]

    static let files: [SourceFile] = {
        var found: [SourceFile] = []
        collect(root, "", into: &found)
        return found.sorted { $0.path < $1.path }
    }()

    static let sources = files.filter { $0.path.hasPrefix("Sources/") && $0.isSwift }
    static let tests = files.filter { $0.path.hasPrefix("Tests/") && $0.isSwift }
    static let pages = files.filter { $0.path.hasSuffix(".md") }
    static let scripts = files.filter { file in
        file.path.hasPrefix("scripts/") && file.lines.first?.hasPrefix("#!") == true
    }

    /// The file at that path from the root, if there is one.
    static func file(_ path: String) -> SourceFile? { files.first { $0.path == path } }

    private static func collect(_ folder: URL, _ prefix: String, into found: inout [SourceFile]) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names where !foreign.contains(name) && !name.hasPrefix(".build-") {
            let url = folder.appendingPathComponent(name)
            let path = prefix + name
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
                continue
            }
            if isFolder.boolValue {
                collect(url, path + "/", into: &found)
            } else if let bytes = try? Data(contentsOf: url),
                let text = String(validating: bytes, as: UTF8.self)
            {
                found.append(SourceFile(path: path, text: text))
            }
        }
    }
}
