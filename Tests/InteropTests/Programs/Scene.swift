// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// The processes of one test: all are ended when it is over, however it ends.
final class Scene: Sendable {
    private let children = Mutex<[Child]>([])

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
    }
}
