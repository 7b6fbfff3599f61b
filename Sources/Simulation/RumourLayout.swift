// SPDX-License-Identifier: Apache-2.0

import Membership

/// How the numbers of what nodes say of themselves are laid out: the node in the low bits, above
/// it which of its words it is, from 1.
struct RumourLayout: Sendable {
    private let step: UInt32

    init(nodes: Int) {
        var step: UInt32 = 1
        while step < nodes { step *= 2 }
        self.step = step
    }

    func subject(of number: UInt32) -> Int { Int(number & (step - 1)) }

    /// Those that a node gives: from its first, or above the last of its life before.
    func numbers(of node: Int, after last: UInt32?) -> RumourNumbers {
        RumourNumbers(after: last ?? UInt32(node), step: step)
    }
}
