// SPDX-License-Identifier: Apache-2.0

import Gateway
import JSONText
import Logging
import Memberlist

extension Configuration {
    /// Longest name; a packet must hold it several times.
    static let nameBytes = 255
    /// memberlist's `LabelMaxSize` (spec §5.1).
    static let labelBytes = 255
    static let threadCounts = 1...64
    /// Of a path; the names of the journal's files come behind it.
    static let directoryBytes = 4_000
    static let inboxMessageCounts = 1...1_000_000
    static let attemptCounts = 1...1_000
    static let inboxByteCounts = 1_024...64 * 1_024 * 1_024 * 1_024
    /// A cluster that is pinged more often does nothing else.
    static let pingIntervals = Duration.milliseconds(1)...Duration.seconds(86_400)

    /// Reads and checks every setting; the first that is wrong is thrown.
    ///
    /// - Parameters:
    ///   - layers: what was given, and where.
    ///   - hostName: the node's name when none was given.
    ///   - sockets: what may be listened on without being opened.
    /// - Throws: the first flaw, with its place.
    init(
        _ layers: SettingLayers,
        hostName: String?,
        sockets: PassedSockets = PassedSockets()
    ) throws(ConfigurationError) {
        let reading = SettingReading(layers: layers)
        let given = try reading.text(.name, Self.name)
        guard let name = given ?? hostName else { throw .noHostName }
        self.init(name: name)
        self.sockets = sockets
        try readCluster(reading)
        try readProtocol(reading)
        try readTuning(reading)
        try readGateway(reading)
        try readHTTPLimits(reading)
        try readProxy(reading)
        try readLog(reading)
        try checkMetadata(reading)
        try checkNodeSettings(reading)
    }

    private mutating func readCluster(
        _ reading: SettingReading
    ) throws(ConfigurationError) {
        bind =
            try reading.text(.bind) { text throws(SettingFlaw) in
                try AddressText(text, standard: Self.standardBind)
            } ?? bind
        advertise = try reading.text(.advertise, Self.advertised)
        join = try reading.list(.join, JoinText.addresses) ?? []
        joinOnce = try reading.boolean(.joinOnce) ?? joinOnce
        if joinOnce, join.isEmpty {
            throw .setting(.nothingToJoin, reading.origin(of: .joinOnce))
        }
        ping = try reading.duration(.ping, in: Self.pingIntervals)
        answersPings = try !(reading.boolean(.noPong) ?? false)
        profile = try reading.choice(.profile) ?? profile
        metadata = try reading.list(.meta, TagText.metadata) ?? []
        label = try reading.text(.label, Self.label) ?? label
        try readKeys(reading)
    }

    private mutating func readKeys(_ reading: SettingReading) throws(ConfigurationError) {
        key = try reading.text(.key, KeyText.key)
        keyring =
            try reading.text(.keyring) { path throws(SettingFlaw) in
                keyringPath = path
                guard let key, !KeyringFile.exists(path) else {
                    return try KeyringFile.read(path: path)
                }
                newKeyring = path
                return [key]
            } ?? []
    }

    private mutating func readGateway(
        _ reading: SettingReading
    ) throws(ConfigurationError) {
        http =
            try reading.text(.http) { text throws(SettingFlaw) in
                try HTTPAddress(text, standard: Self.standardHTTP, sockets: sockets)
            } ?? sockets.standard.map { .passed($0) } ?? http
        httpTokens = try reading.text(.httpTokenFile) { path throws(SettingFlaw) in
            try TokenFile.read(path: path)
        }
        httpAllowed = try reading.list(.httpAllow, Self.permissions) ?? httpAllowed
        httpInsecure = try reading.boolean(.httpInsecure) ?? httpInsecure
        httpHosts = try reading.list(.httpHost, Self.hosts) ?? []
        httpThreads = try reading.number(.httpThreads, in: Self.threadCounts) ?? httpThreads
        inboxMessages =
            try reading.number(.inboxMessages, in: Self.inboxMessageCounts) ?? inboxMessages
        inboxBytes = try reading.number(.inboxBytes, in: Self.inboxByteCounts) ?? inboxBytes
        dataDirectory = try reading.text(.dataDir) { text throws(SettingFlaw) in
            try Self.line(text, limitBytes: Self.directoryBytes)
        }
        deliveryAttempts =
            try reading.number(.deliveryAttempts, in: Self.attemptCounts) ?? deliveryAttempts
    }

    private mutating func readLog(_ reading: SettingReading) throws(ConfigurationError) {
        logLevel =
            try reading.text(.logLevel) { text throws(SettingFlaw) in
                guard let level = Logger.Level(rawValue: text == "warn" ? "warning" : text) else {
                    throw .notAChoice(text, of: Logger.Level.allCases.map(\.rawValue))
                }
                return level
            } ?? logLevel
        logFormat = try reading.choice(.logFormat) ?? logFormat
    }

    private static func name(_ text: String) throws(SettingFlaw) -> String {
        try line(text, limitBytes: nameBytes)
    }

    private static func label(_ text: String) throws(SettingFlaw) -> String {
        guard text.utf8.count <= labelBytes else {
            throw .tooLong(bytes: text.utf8.count, limit: labelBytes)
        }
        return text
    }

    private static func advertised(_ text: String) throws(SettingFlaw) -> Advertised {
        let parsed: AddressText
        do {
            // Port 0 stands for "not given": it cannot be dialled, so nobody can mean it.
            parsed = try AddressText(text, standard: AddressText(address: "0.0.0.0", port: 0))
        } catch .notAnAddress(let text, _) {
            throw .notAnAddress(text, port: standardBind.port)
        }
        guard !parsed.isUnspecified else { throw .unspecifiedAddress(text) }
        return Advertised(address: parsed.address, port: parsed.port == 0 ? nil : parsed.port)
    }

    private static func permissions(_ texts: [String]) throws(SettingFlaw) -> Set<Permission> {
        var permissions: Set<Permission> = []
        for name in try items(texts) {
            guard let permission = Permission(rawValue: name) else {
                throw .notAChoice(name, of: Permission.allCases.map(\.rawValue))
            }
            permissions.insert(permission)
        }
        return permissions
    }

    private static func hosts(_ texts: [String]) throws(SettingFlaw) -> [String] {
        var hosts: [String] = []
        for text in texts { hosts.append(try line(text, limitBytes: nameBytes)) }
        return hosts
    }

    private static func line(
        _ text: String,
        limitBytes: Int
    ) throws(SettingFlaw) -> String {
        guard !text.isEmpty else { throw .empty }
        guard text.utf8.count <= limitBytes else {
            throw .tooLong(bytes: text.utf8.count, limit: limitBytes)
        }
        guard !text.unicodeScalars.contains(where: PrintableText.isUnsafe) else {
            throw .controlCharacter
        }
        return text
    }
}
