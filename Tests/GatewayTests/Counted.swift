// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A number that closures share.
final class Counted: Sendable {
    private let count = Atomic<Int>(0)

    var value: Int { count.load(ordering: .sequentiallyConsistent) }

    func add(_ more: Int = 1) { count.add(more, ordering: .sequentiallyConsistent) }
}
