// SPDX-License-Identifier: Apache-2.0

import Membership
import Wire

extension NodeSettings {
    /// What the participant is told, without what is known only when sockets are bound.
    var membershipSettings: MembershipSettings {
        var membership = MembershipSettings.lan
        profile.apply(to: &membership)
        membership.disableTcpPings = disableTcpPings
        membership.disableTcpPingsForNode = Set(disableTcpPingsForNode.map { MemberName($0) })
        membership.deadNodeReclaimTime = deadNodeReclaimTime
        membership.udpBufferSize = udpBufferSize
        membership.protocolVersion = protocolVersion
        membership.delegateProtocolMin = delegateVersions.min
        membership.delegateProtocolMax = delegateVersions.max
        membership.delegateProtocolVersion = delegateVersions.current
        membership.requireNodeNames = requireNodeNames
        membership.allowedNetworks = cidrsAllowed.compactMap { NetworkPrefix(cidr: $0) }
        return membership
    }
}
