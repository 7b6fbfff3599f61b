// SPDX-License-Identifier: Apache-2.0

import Membership

extension NodeSettings {
    /// What the participant is told.
    var membershipSettings: MembershipSettings {
        var membership = profile.membershipSettings
        membership.protocolVersion = protocolVersion
        membership.delegateProtocolMin = delegateVersions.min
        membership.delegateProtocolMax = delegateVersions.max
        membership.delegateProtocolVersion = delegateVersions.current
        return membership
    }
}
