// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

/// Reads settings one by one, and adds the place to whatever is wrong with a value.
struct SettingReading {
    let layers: SettingLayers

    func text<Value>(
        _ key: SettingKey,
        _ parse: (String) throws(SettingFlaw) -> Value
    ) throws(ConfigurationError) -> Value? {
        guard let found = layers.text(key) else { return nil }
        do {
            return try parse(found.value)
        } catch {
            throw .setting(error, found.origin)
        }
    }

    func list<Value>(
        _ key: SettingKey,
        _ parse: ([String]) throws(SettingFlaw) -> Value
    ) throws(ConfigurationError) -> Value? {
        guard let found = layers.list(key) else { return nil }
        do {
            return try parse(found.value)
        } catch {
            throw .setting(error, found.origin)
        }
    }

    func boolean(_ key: SettingKey) throws(ConfigurationError) -> Bool? {
        try text(key) { text throws(SettingFlaw) in
            switch text.lowercased() {
            case "true", "yes", "on", "1": return true
            case "false", "no", "off", "0": return false
            default: throw .notABoolean(text)
            }
        }
    }

    func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ key: SettingKey
    ) throws(ConfigurationError) -> Value? {
        try text(key) { text throws(SettingFlaw) in
            guard let value = Value(rawValue: text) else {
                throw .notAChoice(text, of: Value.allCases.map(\.rawValue))
            }
            return value
        }
    }

    func duration(
        _ key: SettingKey,
        in range: ClosedRange<Duration>
    ) throws(ConfigurationError) -> Duration? {
        try text(key) { text throws(SettingFlaw) in
            guard let duration = Duration(text: text) else { throw .notADuration(text) }
            guard range.contains(duration) else { throw .durationOutOfRange(text, range) }
            return duration
        }
    }

    func number(
        _ key: SettingKey,
        in range: ClosedRange<Int>
    ) throws(ConfigurationError) -> Int? {
        try text(key) { text throws(SettingFlaw) in
            guard let number = Int(text), range.contains(number) else {
                throw .notANumber(text, range)
            }
            return number
        }
    }

    /// A whole number that is not negative.
    func count(_ key: SettingKey) throws(ConfigurationError) -> Int? {
        try text(key) { text throws(SettingFlaw) in
            guard let number = Int(text), number >= 0 else { throw .notACount(text) }
            return number
        }
    }

    func origin(of key: SettingKey) -> Origin {
        (key.isList ? layers.list(key)?.origin : layers.text(key)?.origin) ?? .standard
    }
}
