// SPDX-License-Identifier: Apache-2.0

import Determinism
import Reactor

/// A join as an operator asks for it: each address for itself, and an answer in time.
extension Node {
    /// Why that is no address to join, without a full stop; `nil` for one.
    package static func flaw(inJoinAddress text: String) -> String? {
        do throws(JoinAddressError) {
            // The port that stands for none given is not looked at.
            _ = try JoinAddress(text, defaultPort: 1)
            return nil
        } catch {
            return error.sentence
        }
    }

    /// Joins through `addresses`, and says what is known of each when all are decided or `timeout`
    /// has passed; what is under way then goes on.
    ///
    /// `completion` is called once, on the node's thread, and must not block; with `nil` when the
    /// node has ended.
    package func join(
        _ addresses: [String],
        timeout: Duration,
        completion: @escaping @Sendable ([JoinOutcome]?) -> Void
    ) {
        let answer = Answer(ifNodeEnds: nil, completion)
        post { $0.join(addresses, timeout: timeout, answer) }
    }
}

extension NodeLoop {
    fileprivate func join(
        _ addresses: [String],
        timeout: Duration,
        _ answer: Answer<[JoinOutcome]?>
    ) {
        let tell = { [weak self] (attempt: JoinAttempt) in
            let outcomes = attempt.outcomes(of: addresses)
            if outcomes.contains(where: { $0.contacted > 0 }) { self?.markJoined() }
            answer.give(outcomes)
        }
        let attempt = JoinAttempt { _ in }
        let timer = loop.schedule(at: loop.now + timeout) { tell(attempt) }
        attempt.whenDecided { [weak self, weak attempt] _ in
            self?.loop.cancel(timer)
            if let attempt { tell(attempt) }
        }
        var seen: Set<String> = []
        join(addresses.filter { seen.insert($0).inserted }, attempt)
    }
}
