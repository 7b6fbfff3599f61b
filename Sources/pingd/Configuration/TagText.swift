// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Tags as metadata: one JSON object of strings, its keys sorted.
enum TagText {
    /// memberlist's `MetaMaxSize` (spec §16).
    static let limitBytes = 512
    /// What pingd says of itself in the same object.
    static let reservedKey = "pingd"

    /// The metadata of `KEY=VALUE` pairs; no pairs make no metadata.
    static func metadata(_ pairs: [String]) throws(SettingFlaw) -> [UInt8] {
        guard !pairs.isEmpty else { return [] }
        var tags: [String: String] = [:]
        for pair in pairs {
            guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
                throw .notAPair(pair)
            }
            let key = String(pair[..<equals])
            guard key != reservedKey else { throw .reservedTag(key) }
            let value = String(pair[pair.index(after: equals)...])
            guard tags.updateValue(value, forKey: key) == nil else { throw .repeatedTag(key) }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(tags) else { return [] }
        guard json.count <= limitBytes else {
            throw .metadataTooLarge(bytes: json.count, limit: limitBytes)
        }
        return [UInt8](json)
    }
}
