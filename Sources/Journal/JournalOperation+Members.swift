// SPDX-License-Identifier: Apache-2.0

extension JournalOperation<Void> {
    /// Members were seen alive, others have left for good.
    package static func note(seen members: [KnownMember], left names: [String] = []) -> Self {
        let seen = members.reduce(0) { $0 + $1.name.utf8.count + $1.address.utf8.count }
        let bytes = names.reduce(seen) { $0 + $1.utf8.count }
        return .writing(bytes: bytes) { ledger throws(StorageFailure) in
            try ledger.remember(members)
            try ledger.forgetMembers(names)
        }
    }
}

extension JournalOperation<[KnownMember]> {
    /// The members that were seen last, the latest first.
    package static func members(limit: Int) -> Self {
        .reading { ledger throws(StorageFailure) in try ledger.members(limit: limit) }
    }
}

extension JournalOperation<Range<UInt64>> {
    /// Sets numbers aside that were never set aside under that name, none below `least`.
    package static func reserve(_ count: Int, of name: String, from least: UInt64 = 1) -> Self {
        .writing { ledger throws(StorageFailure) in
            try ledger.reserve(count, of: name, from: least)
        }
    }
}
