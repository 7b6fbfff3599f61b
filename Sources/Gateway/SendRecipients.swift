// SPDX-License-Identifier: Apache-2.0

import Memberlist

/// Whom a request to `POST /send` names.
enum SendRecipients: Equatable {
    case members(Recipients)
    /// Whoever owns the key at the moment of sending.
    case owner(of: String)

    /// The members themselves.
    func resolved(in snapshot: () -> MemberSnapshot) throws(GatewayError) -> Recipients {
        switch self {
        case .members(let recipients): return recipients
        case .owner(let key):
            guard let owner = Ownership(of: key).owner(in: snapshot()).member else {
                throw .noLiveMember
            }
            return .named([owner.name])
        }
    }
}
