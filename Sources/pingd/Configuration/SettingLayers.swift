// SPDX-License-Identifier: Apache-2.0

import Configuration
import Synchronization

/// Flags over environment over file: who said what, and who wins.
struct SettingLayers {
    /// A value and its place.
    struct Found<Value> {
        var value: Value
        var origin: Origin
    }

    /// In order of precedence, the highest first.
    private enum Layer: Int {
        case flags, environment, seedVariable, file
    }

    /// The variable that the original example of this protocol reads its join list from.
    static let seedVariable = "JOIN_ADDR"

    private let reader: ConfigReader
    private let source = SourceRecorder()
    private let file: ConfigurationFile?

    /// An empty variable is the same as none, so that scripts can pass what they were not given.
    init(
        flags: [SettingKey: [String]],
        environment: [String: String],
        file: ConfigurationFile?
    ) {
        let environment = environment.filter { !$0.value.isEmpty }
        let seed = environment[Self.seedVariable].map { [SettingKey.join: [$0]] } ?? [:]
        self.file = file
        reader = ConfigReader(
            providers: [
                Self.provider(.flags, flags),
                EnvironmentVariablesProvider(environmentVariables: environment)
                    .prefixKeys(with: ["pingd"]),
                Self.provider(.seedVariable, seed),
                Self.provider(.file, (file?.entries ?? [:]).mapValues(\.values)),
            ],
            accessReporter: source
        )
    }

    func text(_ key: SettingKey) -> Found<String>? {
        found(reader.string(forKey: ConfigKey([key.rawValue])), key)
    }

    func list(_ key: SettingKey) -> Found<[String]>? {
        found(reader.stringArray(forKey: ConfigKey([key.rawValue])), key)
    }

    private func found<Value>(_ value: Value?, _ key: SettingKey) -> Found<Value>? {
        guard let value, let layer = Layer(rawValue: source.last) else { return nil }
        let origin: Origin =
            switch layer {
            case .flags: .flag(key)
            case .environment: .variable(key.variable)
            case .seedVariable: .variable(Self.seedVariable)
            case .file:
                .line(file?.entries[key]?.line ?? 1, file: file?.path ?? "", key)
            }
        return Found(value: value, origin: origin)
    }

    private static func provider(
        _ layer: Layer,
        _ settings: [SettingKey: [String]]
    ) -> InMemoryProvider {
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        for (key, texts) in settings where !texts.isEmpty {
            let content: ConfigContent =
                key.isList ? .stringArray(texts) : .string(texts[texts.count - 1])
            values[AbsoluteConfigKey([key.rawValue])] = ConfigValue(content, isSecret: false)
        }
        return InMemoryProvider(name: "\(layer)", values: values)
    }
}

/// Remembers which provider answered last: a reader asks them in order and stops at the first.
private final class SourceRecorder: AccessReporter {
    private let index = Mutex(-1)

    var last: Int { index.withLock { $0 } }

    func report(_ event: AccessEvent) {
        index.withLock { $0 = event.providerResults.count - 1 }
    }
}
