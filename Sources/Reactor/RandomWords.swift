// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The system's random numbers, fetched many at a time, as each question costs a system call.
package struct RandomWords: RandomNumberGenerator {
    /// Of 8 bytes each; the system gives at most 256 bytes at once (`getentropy(3)`).
    private static let batch = 32

    private var words: [UInt64] = []

    package init() {}

    package mutating func next() -> UInt64 {
        if words.isEmpty { refill() }
        return words.removeLast()
    }

    private mutating func refill() {
        words = Array(repeating: 0, count: Self.batch)
        let code = words.withUnsafeMutableBytes { getentropy($0.baseAddress, $0.count) }
        guard code != 0 else { return }
        // So little is refused only where there is no such call; Swift knows another way.
        var system = SystemRandomNumberGenerator()
        for index in words.indices { words[index] = system.next() }
    }
}
