// SPDX-License-Identifier: Apache-2.0

/// Which events a reader wants.
package struct EventTypes: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package init(_ type: EventType) {
        let place = EventType.allCases.firstIndex(of: type) ?? 0
        rawValue = 1 << UInt16(place)
    }

    package static let all = EventTypes(
        rawValue: 1 << UInt16(EventType.allCases.count) - 1
    )
}
