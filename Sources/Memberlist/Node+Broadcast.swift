// SPDX-License-Identifier: Apache-2.0

/// Messages that ride on gossip.
extension Node {
    /// Gossips `payload`, and waits until that is done.
    ///
    /// It goes into the packets that carry membership messages, to members chosen by chance, as
    /// many times as one of those would (`RetransmitMult` times the digits of the cluster's size);
    /// they receive it as a message. Neither kind keeps the other waiting: of every four packets
    /// that both want, user broadcasts go first into one. Members do not pass it on: where the
    /// cluster has more members than that, the application repeats what is news to it, or uses
    /// ``send(_:to:reliable:confirm:timeout:)``. Broadcasts may arrive in another order.
    ///
    /// Cancelling the task ends the waiting, not the broadcast.
    ///
    /// ```swift
    /// try await node.broadcast(Array("cache 17 is stale".utf8), name: "cache 17")
    /// ```
    ///
    /// - Parameters:
    ///   - payload: at most what one packet carries beside label and encryption, about 1,390 bytes.
    ///   - name: a newer broadcast of the same name takes the place of one that still waits.
    ///   - timeout: how long to wait; a broadcast that waits longer is sent all the same.
    /// - Returns: what became of it.
    /// - Throws: when it cannot be sent, or has not been within `timeout`.
    @discardableResult
    public func broadcast(
        _ payload: [UInt8],
        name: String? = nil,
        timeout: Duration = .seconds(10)
    ) async throws(BroadcastError) -> BroadcastOutcome {
        let result: Result<BroadcastOutcome, BroadcastError> = await Answer.wait(
            ifNodeEnds: .failure(.stopped),
            ifCancelled: .failure(.cancelled)
        ) { answer in
            post { $0.broadcast(payload, name: name, timeout: timeout) { answer.give($0) } }
        }
        return try result.get()
    }

    /// Queues `payload` to be gossiped and does not wait for that.
    ///
    /// `completion` is given how many members it may be told to, once, on the node's thread, and
    /// must not block. With nobody to tell, nothing is queued.
    package func queueBroadcast(
        _ payload: [UInt8],
        completion: @escaping @Sendable (Result<Int, BroadcastError>) -> Void
    ) {
        let answer = Answer(ifNodeEnds: .failure(.stopped), completion)
        post { answer.give($0.queueBroadcast(payload)) }
    }
}
