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

    /// Metadata that says the same as this, and besides that its member has lanes.
    ///
    /// - Parameters:
    ///   - metadata: nothing, or a JSON object that does not speak of pingd.
    ///   - limit: bytes that it may have then.
    /// - Returns: other metadata as it is, and what there is no room in.
    package static func adding(to metadata: [UInt8], limit: Int) -> [UInt8] {
        let word = [UInt8](#""pingd":{"v":1}"#.utf8)
        var announced: [UInt8] = []
        if metadata.isEmpty {
            announced = [UInt8(ascii: "{")] + word + [UInt8(ascii: "}")]
        } else {
            guard let isEmpty = try? isEmptyOfUs(metadata),
                let end = metadata.lastIndex(of: UInt8(ascii: "}"))
            else { return metadata }
            announced = [UInt8](metadata[..<end])
            if !isEmpty { announced.append(UInt8(ascii: ",")) }
            announced += word + metadata[end...]
        }
        return announced.count <= limit ? announced : metadata
    }

    /// Whether an object has no members at all; `nil` when one of them is ours.
    private static func isEmptyOfUs(_ metadata: [UInt8]) throws(JSONError) -> Bool? {
        var reader = JSONReader(metadata, maximumDepth: maximumDepth)
        var (isEmpty, isOurs) = (true, false)
        try reader.enterObject()
        while let key = try reader.nextKey() {
            isEmpty = false
            isOurs = isOurs || key == "pingd"
            try reader.skip()
        }
        try reader.finish()
        return isOurs ? nil : isEmpty
    }
}
