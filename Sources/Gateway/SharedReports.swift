// SPDX-License-Identifier: Apache-2.0

import Memberlist
import Synchronization

/// Asks the node for one report at a time, however many requests wait for it.
///
/// Each report costs the node's thread some time, which thousands of requests at once would take
/// from the acks. Whoever asks while one is being made shares it; it is as fresh as one of its own,
/// for the node makes it and gives it out in one go.
final class SharedReports: Sendable {
    typealias Completion = @Sendable (NodeReport?) -> Void

    /// Askers that may wait; a node that hangs lets them grow, and each has a deadline of its own.
    static let waitingLimit = 16_384

    private let source: @Sendable (@escaping Completion) -> Void
    private let waiting = Mutex<[Completion]>([])

    init(_ source: @escaping @Sendable (@escaping Completion) -> Void) { self.source = source }

    func ask(_ completion: @escaping Completion) {
        let isFirst = waiting.withLock { waiting in
            guard waiting.count < Self.waitingLimit else { return false }
            waiting.append(completion)
            return waiting.count == 1
        }
        guard isFirst else { return }
        source { [self] report in
            let askers = waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
            for asker in askers { asker(report) }
        }
    }
}
