// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership
import Reactor

/// What an operator asks of a running node (spec §14).
extension NodeLoop {
    /// Says goodbye; `completion` is called once, when the others have been told or time is up.
    func leave(
        timeout: Duration,
        _ completion: @escaping (Result<Void, LeaveError>) -> Void
    ) {
        let once = Once(completion)
        waitingForLeave.append { once.call($0) }
        loop.schedule(at: loop.now + timeout) { once.call(.failure(.timedOut)) }
        published.readiness = Node.Readiness(
            joinWanted: published.readiness.joinWanted,
            joined: published.readiness.joined,
            leaving: true
        )
        run(participant.leave(at: loop.now))
        settle()
    }

    /// Gossips new metadata; `completion` is called once, when it is told or time is up.
    func updateMetadata(
        _ bytes: [UInt8],
        timeout: Duration,
        _ completion: @escaping (Result<Void, UpdateError>) -> Void
    ) {
        let once = Once(completion)
        do throws(UpdateRefusal) {
            let outputs = try participant.updateMetadata(bytes, at: loop.now)
            waitingForUpdate.append { once.call($0) }
            loop.schedule(at: loop.now + timeout) { once.call(.failure(.timedOut)) }
            run(outputs)
        } catch {
            switch error {
            case .metadataTooLong(let bytes, let limit):
                once.call(.failure(.metadataTooLarge(bytes: bytes, limit: limit)))
            case .leaving: once.call(.failure(.leaving))
            }
        }
        settle()
    }
}

/// Why a leave was not seen through.
public enum LeaveError: Error, Sendable, Equatable {
    /// Not everyone may have been told; the node has left all the same.
    case timedOut
    case stopped
}

/// Why metadata was not told to all.
public enum UpdateError: Error, Sendable, Equatable {
    case metadataTooLarge(bytes: Int, limit: Int)
    /// The node keeps the new metadata, but not everyone may have been told.
    case timedOut
    case leaving
    case stopped
}

/// A completion that is called by whoever comes first.
final class Once<Value> {
    private var completion: ((Value) -> Void)?

    init(_ completion: @escaping (Value) -> Void) { self.completion = completion }

    func call(_ value: Value) {
        guard let completion else { return }
        self.completion = nil
        completion(value)
    }
}
