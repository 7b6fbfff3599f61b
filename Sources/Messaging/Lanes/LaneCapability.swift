// SPDX-License-Identifier: Apache-2.0

import JSONText

/// What a member says of lanes in its metadata: `"pingd":{"v":1,…}` (docs/lane-protocol.md §1).
package struct LaneCapability: Equatable, Sendable {
    /// Deeper metadata says nothing; ours.
    private static let maximumDepth = 16

    /// 1 or more; what is spoken on a lane, its opening settles.
    package let version: UInt64

    /// `nil` when a member says nothing of it, as stock peers do.
    package init?(metadata: [UInt8]) {
        guard metadata.first == UInt8(ascii: "{"),
            let version = try? Self.version(in: metadata), version > 0
        else { return nil }
        self.version = version
    }

    private static func version(in metadata: [UInt8]) throws(JSONError) -> UInt64? {
        var reader = JSONReader(metadata, maximumDepth: maximumDepth)
        var version: UInt64?
        try reader.enterObject()
        while let key = try reader.nextKey() {
            guard key == "pingd", try reader.kind() == .object else {
                try reader.skip()
                continue
            }
            try reader.enterObject()
            while let key = try reader.nextKey() {
                guard key == "v", try reader.kind() == .number else {
                    try reader.skip()
                    continue
                }
                version = try reader.number().unsigned
            }
        }
        try reader.finish()
        return version
    }
}
