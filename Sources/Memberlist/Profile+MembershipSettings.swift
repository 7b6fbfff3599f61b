// SPDX-License-Identifier: Apache-2.0

import Membership

extension NodeSettings.Profile {
    /// memberlist's timings of that name (spec §16).
    var membershipSettings: MembershipSettings {
        switch self {
        case .lan: .lan
        case .wan: .wan
        case .local: .local
        }
    }

    /// How long a stream may take to be dialled, and to be read (memberlist's TCPTimeout).
    var tcpTimeout: Duration {
        switch self {
        case .lan: .seconds(10)
        case .wan: .seconds(30)
        case .local: .seconds(1)
        }
    }
}
