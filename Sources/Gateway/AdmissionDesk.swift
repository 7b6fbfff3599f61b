// SPDX-License-Identifier: Apache-2.0

import HTTPServer
import Synchronization

/// Holds the admission that counts now; all HTTP threads ask it.
final class AdmissionDesk: Sendable {
    private let current: Mutex<Admission>

    init(_ admission: Admission) { current = Mutex(admission) }

    /// From now on these rules decide; requests that were let in before go on.
    func replace(with admission: Admission) { current.withLock { $0 = admission } }

    /// - Returns: the refusal, or `nil` for a request that may go on.
    @Sendable func judge(_ head: RequestHeadInfo) -> Response? {
        current.withLock { $0 }.refusal(of: head)?.response
    }
}
