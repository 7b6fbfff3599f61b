// SPDX-License-Identifier: Apache-2.0

import Memberlist

extension Configuration {
    static let protocolVersions = 1...5
    static let delegateVersions = 0...255

    /// Reads what is said to the other members and taken from them.
    mutating func readProtocol(_ reading: SettingReading) throws(ConfigurationError) {
        protocolVersion =
            try reading.number(.protocolVersion, in: Self.protocolVersions)
            .map { UInt8($0) } ?? protocolVersion
        serf = try reading.boolean(.serf) ?? serf
        try readDelegateVersions(reading)
        verifiesIncoming = try !(reading.boolean(.noVerifyIncoming) ?? false)
        verifiesOutgoing = try !(reading.boolean(.noVerifyOutgoing) ?? false)
        cidrsAllowed = try reading.list(.cidrsAllowed, Self.items) ?? []
        compresses = try !(reading.boolean(.noCompression) ?? false)
        lanes = try !(reading.boolean(.noLanes) ?? false)
    }

    /// Reads what is usually left to the profile.
    mutating func readTuning(_ reading: SettingReading) throws(ConfigurationError) {
        tuning = try Tuning(reading)
        tcpPinglessNodes = Set(try reading.list(.disableTcpPingsForNode, Self.items) ?? [])
    }

    /// Asks the node whether it could be so.
    func checkNodeSettings(_ reading: SettingReading) throws(ConfigurationError) {
        guard let impossible = nodeSettings(transcript: { _ in }).impossibleSetting else { return }
        let origins = impossible.names.compactMap { SettingKey(property: $0) }
            .map { reading.origin(of: $0) }
        let given = origins.first { $0 != Origin.standard } ?? Origin.standard
        throw .setting(.impossible(impossible.sentence), given)
    }

    /// Tags and the node's own words share the metadata.
    func checkMetadata(_ reading: SettingReading) throws(ConfigurationError) {
        let bytes = announcedMetadata.count
        guard bytes > TagText.limitBytes else { return }
        throw .setting(
            .noRoomForAddress(bytes: metadata.count, with: bytes, limit: TagText.limitBytes),
            reading.origin(of: .meta)
        )
    }

    static func items(_ texts: [String]) throws(SettingFlaw) -> [String] {
        var items: [String] = []
        for text in texts {
            for item in text.split(separator: ",", omittingEmptySubsequences: false) {
                guard !item.isEmpty else { throw .empty }
                items.append(String(item))
            }
        }
        return items
    }

    /// Each version that is given beats the one that `--serf` means.
    private mutating func readDelegateVersions(
        _ reading: SettingReading
    ) throws(ConfigurationError) {
        if serf { delegateVersions = .serf }
        let paths: [(SettingKey, WritableKeyPath<Member.Versions, UInt8>)] = [
            (.delegateProtocolMin, \.min), (.delegateProtocolMax, \.max),
            (.delegateProtocolVersion, \.current),
        ]
        var given = SettingKey.serf
        for (key, path) in paths {
            guard let number = try reading.number(key, in: Self.delegateVersions) else { continue }
            delegateVersions[keyPath: path] = UInt8(number)
            given = key
        }
        let versions = delegateVersions
        guard versions.min <= versions.current, versions.current <= versions.max else {
            throw .setting(.delegateVersions(versions), reading.origin(of: given))
        }
    }
}
