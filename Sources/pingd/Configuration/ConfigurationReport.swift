// SPDX-License-Identifier: Apache-2.0

import Gateway
import GatewayAPI
import JSONText
import Logging
import Memberlist

/// Every setting as it would count, and where it comes from, in the form of the file; secrets
/// are not shown.
struct ConfigurationReport {
    let configuration: Configuration
    private let reading: SettingReading

    init(_ configuration: Configuration, _ layers: SettingLayers) {
        self.configuration = configuration
        reading = SettingReading(layers: layers)
    }

    var text: String {
        var lines = ["# Nothing is wrong. pingd would run with these settings:"]
        for key in SettingKey.allCases {
            let given = given(key)
            let value = given ?? standard(key)
            let setting = "\(key.rawValue):" + (value.isEmpty ? "" : " " + value)
            let padding = String(repeating: " ", count: max(1, 40 - setting.count))
            lines.append(setting + padding + "# " + remark(key, isGiven: given != nil))
        }
        return lines.joined(separator: "\n")
    }

    /// As it was written; `nil` when it was not.
    private func given(_ key: SettingKey) -> String? {
        if key == .key { return configuration.key == nil ? nil : "(hidden)" }
        if key.isList {
            guard let values = reading.layers.list(key)?.value else { return nil }
            return "[" + values.map(Self.scalar).joined(separator: ", ") + "]"
        }
        return reading.layers.text(key).map { Self.scalar($0.value) }
    }

    private func remark(_ key: SettingKey, isGiven: Bool) -> String {
        let origin = "\(reading.origin(of: key))"
        guard isGiven else {
            if key == .http, case .passed = configuration.http { return "passed to this process" }
            return Tuning.isTuned(key) ? "default of the profile" : "default"
        }
        switch key {
        case .httpTokenFile:
            return "\(origin): " + Self.count(configuration.httpTokens?.tokens.count ?? 0, "token")
        case .keyring:
            return configuration.newKeyring == nil
                ? "\(origin): " + Self.count(configuration.keyring.count, "key")
                : "\(origin): is not there; would be made with the key"
        default: return origin
        }
    }

    private static func count(_ number: Int, _ what: String) -> String {
        "\(number) \(what)" + (number == 1 ? "" : "s")
    }

    /// A value that YAML might take for something else is quoted.
    private static func scalar(_ value: String) -> String {
        let isPlain = value.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "="):
                true
            case UInt8(ascii: ":"): !value.hasPrefix(":") && !value.hasSuffix(":")
            default: false
            }
        }
        guard isPlain, let first = value.utf8.first, first != UInt8(ascii: "-") else {
            var json = JSONWriter()
            json.string(value)
            return PrintableText.escaping(String(decoding: json.bytes, as: UTF8.self))
        }
        return value
    }

    /// What counts when nobody says anything; nothing for what is off.
    private func standard(_ key: SettingKey) -> String {
        let configuration = configuration
        switch key {
        case .name: return configuration.name
        case .bind: return "\(configuration.bind)"
        case .http: return "\(configuration.http)"
        case .httpAllow: return "[read, send, operate]"
        case .httpThreads: return "\(configuration.httpThreads)"
        case .profile: return configuration.profile.rawValue
        case .protocolVersion: return "\(configuration.protocolVersion)"
        case .delegateProtocolMin: return "\(configuration.delegateVersions.min)"
        case .delegateProtocolMax: return "\(configuration.delegateVersions.max)"
        case .delegateProtocolVersion: return "\(configuration.delegateVersions.current)"
        case .logLevel: return configuration.logLevel.rawValue
        case .logFormat: return configuration.logFormat.rawValue
        case .joinOnce, .httpInsecure, .noPong, .serf, .noVerifyIncoming, .noVerifyOutgoing,
            .noCompression, .noLanes:
            return "false"
        case .advertise, .join, .httpTokenFile, .httpHost, .ping, .meta, .label, .key, .keyring,
            .cidrsAllowed, .disableTcpPingsForNode, .upstream, .proxyMethods, .proxyPath,
            .dataDir:
            return ""
        case .inboxMessages: return "\(configuration.inboxMessages)"
        case .inboxBytes: return "\(configuration.inboxBytes)"
        case .deliveryAttempts: return "\(configuration.deliveryAttempts)"
        case .proxyTimeout: return configuration.proxy.timeout.text
        default:
            return HTTPLimit.text(configuration.httpLimits, of: key)
                ?? Tuning.text(configuration.nodeSettings(transcript: { _ in }), of: key) ?? ""
        }
    }
}
