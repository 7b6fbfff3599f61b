// SPDX-License-Identifier: Apache-2.0

/// What the bits of `Beliefs` about one node mean.
struct BeliefTopic: Sendable {
    /// The number of the node's word; 0: it has not said anything.
    var number: UInt32 = 0
    /// Where in a row its bit is: in the order in which nodes first said something, so that those
    /// whose words travel together have their bits beside one another.
    var place: UInt32 = 0
}
