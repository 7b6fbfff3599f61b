// SPDX-License-Identifier: Apache-2.0

/// One thing that goes wrong, or right again, in a simulated cluster.
///
/// Nodes are named by number.
package enum Fault: Equatable, Sendable {
    case weather(Weather)
    /// Nothing gets from the first nodes to the others; two of them cut both ways.
    case cut(Int, from: Set<Int>, to: Set<Int>)
    case mend(Int)
    /// The process is stopped: nothing runs in it, what it is sent waits in its sockets.
    case pause(Int)
    case resume(Int)
    /// The process handles and sends messages only in windows of `open`, `blocked` apart, while
    /// its timers run on (Lifeguard §V).
    case slow(Int, blocked: Duration, open: Duration)
    case quicken(Int)
    /// The node's clock jumps ahead, as after a machine was suspended.
    case clockStep(Int, Duration)
    /// The process ends without a word.
    case crash(Int)
    /// A node that is down starts under its old name and address and knows nothing.
    case restart(Int)
    /// The operator asks the node to leave; it is ended when it has said so, or some time later.
    case leave(Int)
    case updateMetadata(Int)
    /// The network is whole and fair again, every process runs on; who is down stays down.
    case healAll
}
