// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership
import Wire

/// The joins under way; lives on the node's loop.
struct JoinDesk {
    /// How long to wait after a join in the background that reached nobody: doubles up to this.
    static let longestPause = Duration.seconds(60)
    static let firstPause = Duration.milliseconds(250)

    private var attempts: [StreamID: (attempt: JoinAttempt, address: String)] = [:]

    mutating func add(_ attempt: JoinAttempt, _ stream: StreamID, address: String) {
        attempt.unfinished += 1
        attempts[stream] = (attempt, address)
    }

    /// The attempt that a stream belongs to, with the result noted; the caller is to finish one
    /// of it, when it holds nothing that a completion might want to change.
    mutating func ended(
        _ stream: StreamID,
        _ result: Result<Void, StreamFailure>
    ) -> JoinAttempt? {
        guard let (attempt, address) = attempts.removeValue(forKey: stream) else { return nil }
        switch result {
        case .success: attempt.contacted(address)
        case .failure(let failure): attempt.fail(address, failure.sentence)
        }
        return attempt
    }

    /// The streams that belong to attempts.
    var streams: [StreamID] { Array(attempts.keys) }
}

/// One pass over a list of addresses.
final class JoinAttempt {
    private(set) var report = JoinReport()
    /// How many answered, by the address as it was given.
    private(set) var contacts: [String: Int] = [:]
    /// Addresses and names whose fate is open.
    var unfinished = 0
    /// How many addresses may still be dialled.
    var dialsLeft = Int.max
    /// Where not to dial, since a member is seen there.
    var present: Set<Endpoint> = []
    private var completion: ((JoinReport) -> Void)?

    init(_ completion: @escaping (JoinReport) -> Void) { self.completion = completion }

    /// Takes the place of the completion that there is.
    func whenDecided(_ completion: @escaping (JoinReport) -> Void) { self.completion = completion }

    func contacted(_ address: String) {
        report.contacted += 1
        contacts[address, default: 0] += 1
    }

    func fail(_ address: String, _ reason: String) {
        report.failures.append(JoinReport.Failure(address: address, reason: reason))
    }

    /// The fate of one more is known.
    func finishOne() {
        unfinished -= 1
        guard unfinished == 0, let completion else { return }
        self.completion = nil
        completion(report)
    }
}
