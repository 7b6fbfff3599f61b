// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import Synchronization

/// Holds the admission that counts now; all HTTP threads ask it.
final class AdmissionDesk: Sendable {
    private let current: Mutex<Admission>
    private let replacements = Atomic<UInt64>(0)

    init(_ admission: Admission) { current = Mutex(admission) }

    /// From now on these rules decide; requests that were let in before go on.
    func replace(with admission: Admission) {
        current.withLock { $0 = admission }
        // Afterwards: whoever was judged by the old rules has read an older number before.
        replacements.add(1, ordering: .sequentiallyConsistent)
    }

    /// Another number for each change of the rules.
    @Sendable func version() -> UInt64 { replacements.load(ordering: .acquiring) }

    /// - Returns: the refusal, or `nil` for a request that may go on.
    @Sendable func judge(_ head: RequestHeadInfo) -> Response? {
        guard let refusal = current.withLock({ $0 }).refusal(of: head) else { return nil }
        if case .unauthorized = refusal, DashboardPage.isWanted(by: head) {
            return DashboardPage.builtIn.response(to: refusal.response)
        }
        return refusal.response
    }

    /// Whether clients show a token.
    @Sendable func takesTokens() -> Bool { current.withLock { $0 }.takesTokens }

    /// Why a client with these fields, who was let in, may not do more than the route asks for.
    func refusal(of permission: Permission, to fields: HeaderFields) -> GatewayError? {
        current.withLock { $0 }.refusal(of: permission, to: fields)
    }

    /// What a client with these fields, who was let in, may do.
    func permissions(of fields: HeaderFields) -> [Permission] {
        current.withLock { $0 }.permissions(of: fields)
    }
}
