// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Synchronization

/// The processes and files of one test: all are gone when it is over, however it ends.
final class Scene: Sendable {
    private let children = Mutex<[Child]>([])
    private let directories = Mutex<[URL]>([])

    static func play(_ body: (Scene) async throws -> Void) async throws {
        let scene = Scene()
        do {
            try await body(scene)
        } catch {
            scene.report()
            await scene.end()
            throw error
        }
        await scene.end()
    }

    func keep(_ child: Child) { children.withLock { $0.append(child) } }

    /// A new empty directory, removed when the test is over.
    func directory() throws -> URL {
        let made = FileManager.default.temporaryDirectory
            .appendingPathComponent("pingd-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
        directories.withLock { $0.append(made) }
        return made
    }

    /// What each process said last, for a test that failed.
    private func report() {
        for child in children.withLock({ $0 }) {
            for line in child.errors.elements().suffix(30) { print("\(child.name): \(line)") }
        }
    }

    private func end() async {
        let all = children.withLock { $0 }
        for child in all { child.signal(SIGKILL) }
        for child in all { _ = try? await child.end(within: .seconds(10)) }
        for directory in directories.withLock({ $0 }) {
            try? FileManager.default.removeItem(at: directory)
        }
    }
}
