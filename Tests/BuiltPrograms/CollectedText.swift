// SPDX-License-Identifier: Apache-2.0

package import Foundation

/// Text that comes in from elsewhere, and that a test can wait for.
package final class CollectedText: @unchecked Sendable {
    private let condition = NSCondition()
    private var bytes = Data()
    private var hasEnded = false

    init() {}

    /// Reads on a thread of its own until the other side closes.
    package init(from handle: FileHandle) {
        Thread.detachNewThread { [self] in
            while true {
                let piece = handle.availableData
                guard !piece.isEmpty else { break }
                condition.withLock {
                    bytes += piece
                    condition.broadcast()
                }
            }
            end()
        }
    }

    package var text: String { condition.withLock { String(decoding: bytes, as: UTF8.self) } }

    func end() {
        condition.withLock {
            hasEnded = true
            condition.broadcast()
        }
    }

    /// The whole text once it is complete.
    package func waitForEnd() -> String { waitForEnd(within: 30) ?? text }

    package func waitForEnd(within seconds: Double) -> String? {
        wait(within: seconds) { _, hasEnded in hasEnded }
    }

    /// The text as soon as it contains `wanted`, or `nil` when it does not in time.
    package func wait(for wanted: String, within seconds: Double = 60) -> String? {
        wait(within: seconds) { text, _ in text.contains(wanted) }
    }

    /// The text as soon as it contains `wanted` that often.
    package func wait(for wanted: String, times: Int, within seconds: Double = 60) -> String? {
        wait(within: seconds) { text, _ in text.components(separatedBy: wanted).count > times }
    }

    /// The text as soon as it is as wanted.
    package func wait(within seconds: Double, until isDone: (String) -> Bool) -> String? {
        wait(within: seconds) { text, _ in isDone(text) }
    }

    private func wait(
        within seconds: Double,
        until isDone: (String, Bool) -> Bool
    ) -> String? {
        let deadline = Date(timeIntervalSinceNow: seconds)
        return condition.withLock {
            while true {
                let text = String(decoding: bytes, as: UTF8.self)
                if isDone(text, hasEnded) { return text }
                // An ended text will not change any more.
                if hasEnded || !condition.wait(until: deadline) { return nil }
            }
        }
    }
}
