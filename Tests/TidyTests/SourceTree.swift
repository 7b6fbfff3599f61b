// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The project's own files, as they lie beside these tests.
enum SourceTree {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appendingPathComponent("../..").standardized

    /// What of the top belongs to the project; the rest was built, fetched, or left by a user.
    private static let folders = [".ci", "Sources", "Tests", "docs", "scripts"]
    private static let topEndings = [".md", ".swift", ".yaml"]

    static let files: [SourceFile] = {
        var found: [SourceFile] = []
        for name in contents(of: root) where topEndings.contains(where: name.hasSuffix) {
            add(root.appendingPathComponent(name), name, to: &found)
        }
        for name in folders {
            collect(root.appendingPathComponent(name), name + "/", into: &found)
        }
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
        for name in contents(of: folder) where name != "__pycache__" {
            let url = folder.appendingPathComponent(name)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
                continue
            }
            if isFolder.boolValue {
                collect(url, prefix + name + "/", into: &found)
            } else {
                add(url, prefix + name, to: &found)
            }
        }
    }

    private static func contents(of folder: URL) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    }

    /// Adds the file, if it is text.
    private static func add(_ url: URL, _ path: String, to found: inout [SourceFile]) {
        guard let bytes = try? Data(contentsOf: url),
            let text = String(validating: bytes, as: UTF8.self)
        else { return }
        found.append(SourceFile(path: path, text: text))
    }
}
