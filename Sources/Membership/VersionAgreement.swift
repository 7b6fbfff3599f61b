// SPDX-License-Identifier: Apache-2.0

import Wire

/// Whether two tables can be one cluster, by the versions of everyone in them (spec §7).
struct VersionAgreement: Equatable, Sendable {
    private(set) var protocolVersions: (min: UInt8, max: UInt8) = (0, 255)
    private(set) var delegateVersions: (min: UInt8, max: UInt8) = (0, 255)

    static func == (a: Self, b: Self) -> Bool {
        a.protocolVersions == b.protocolVersions && a.delegateVersions == b.delegateVersions
    }

    /// What nobody has a say in.
    init() {}

    /// What all of the living understand.
    init(alive: some Sequence<VersionVector>) { for versions in alive { include(versions) } }

    /// Lets another of the living have its say; nothing is asked of those with fewer than five
    /// bytes.
    mutating func include(_ versions: VersionVector) {
        guard versions.count >= 5 else { return }
        protocolVersions.min = max(protocolVersions.min, versions.protocolMin)
        protocolVersions.max = min(protocolVersions.max, versions.protocolMax)
        delegateVersions.min = max(delegateVersions.min, versions.delegateMin)
        delegateVersions.max = min(delegateVersions.max, versions.delegateMax)
    }

    /// Whether what is spoken with these versions is understood by all; an incomplete vector speaks
    /// 0, 0.
    func allows(_ versions: VersionVector) -> Bool {
        let spoken = versions.isComplete ? versions.protocolCurrent : 0
        let delegate = versions.isComplete ? versions.delegateCurrent : 0
        return protocolVersions.min <= spoken && spoken <= protocolVersions.max
            && delegateVersions.min <= delegate && delegate <= delegateVersions.max
    }

    /// Throws unless what `member` speaks is understood by all; an incomplete vector speaks 0, 0.
    func check(_ member: MemberName, _ versions: VersionVector) throws(MergeRefusal) {
        let spoken = versions.isComplete ? versions.protocolCurrent : 0
        guard protocolVersions.min <= spoken, spoken <= protocolVersions.max else {
            throw .protocolVersion(member, spoken, protocolVersions.min, protocolVersions.max)
        }
        let delegate = versions.isComplete ? versions.delegateCurrent : 0
        guard delegateVersions.min <= delegate, delegate <= delegateVersions.max else {
            throw .delegateVersion(member, delegate, delegateVersions.min, delegateVersions.max)
        }
    }
}
