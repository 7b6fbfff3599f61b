// SPDX-License-Identifier: Apache-2.0

import Memberlist

/// memberlist's three sets of timings, by the names that operators give (spec §16).
enum ProfileName: String, CaseIterable {
    case lan
    case wan
    case local

    var profile: NodeSettings.Profile {
        switch self {
        case .lan: .lan
        case .wan: .wan
        case .local: .local
        }
    }
}
