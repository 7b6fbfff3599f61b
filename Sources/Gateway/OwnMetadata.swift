// SPDX-License-Identifier: Apache-2.0

import JSONText

/// The metadata of this node: tags that others set, and what pingd says of itself among them.
struct OwnMetadata: Equatable, Sendable {
    /// memberlist's `MetaMaxSize` (spec §16).
    static let limitBytes = 512
    /// As deep as other nodes read it (`MemberMetadata`).
    static let maximumDepth = 16

    private(set) var tags: [JSONTree.Member] = []
    /// The value of the reserved tag.
    private(set) var announced: JSONTree?

    /// Takes metadata apart; what is no JSON object has no tags.
    init(_ bytes: [UInt8]) {
        guard MemberMetadata(bytes) != nil else { return }
        var reader = JSONReader(bytes, maximumDepth: Self.maximumDepth)
        guard case .object(let members)? = try? JSONTree(in: &reader) else { return }
        tags = members.filter { !$0.isCalled(Announcement.key) }
        announced = members.first { $0.isCalled(Announcement.key) }?.value
    }

    mutating func announce(_ announcement: Announcement?) { announced = announcement?.value }

    /// As it is gossiped; nothing to say makes no bytes.
    var bytes: [UInt8] {
        var members = tags
        if let announced {
            members.append(JSONTree.Member(key: Announcement.key, value: announced))
        }
        guard !members.isEmpty else { return [] }
        var json = JSONWriter(capacity: Self.limitBytes)
        JSONTree.object(members).write(to: &json)
        return json.bytes
    }

    /// With other tags.
    func replacingTags(with tags: JSONTree) throws(GatewayError) -> OwnMetadata {
        try changed { _ in tags }
    }

    /// With the tags that a merge patch makes of these.
    func patchingTags(with patch: JSONTree) throws(GatewayError) -> OwnMetadata {
        try changed { $0.merged(with: patch) }
    }

    private func changed(_ change: (JSONTree) -> JSONTree) throws(GatewayError) -> OwnMetadata {
        guard case .object(let tags) = change(.object(tags)) else { return self }
        var changed = self
        changed.tags = tags
        let count = changed.bytes.count
        guard count <= Self.limitBytes else {
            throw .metadataTooLarge(
                bytes: count,
                reserved: count - changed.bytesOfTagsAlone,
                left: Self.limitBytes - bytes.count
            )
        }
        return changed
    }

    private var bytesOfTagsAlone: Int {
        var alone = self
        alone.announced = nil
        return alone.bytes.count
    }

    var reservedBytes: Int { bytes.count - bytesOfTagsAlone }
}
