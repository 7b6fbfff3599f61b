// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A number that several threads count up and down, and that orders nothing else.
struct Counter: ~Copyable, Sendable {
    private let value = Atomic<Int>(0)

    func increment() { value.add(1, ordering: .relaxed) }

    func decrement() { value.subtract(1, ordering: .relaxed) }

    var count: Int { value.load(ordering: .relaxed) }
}
