// SPDX-License-Identifier: Apache-2.0

/// The YAML file: what it sets, and on which lines.
///
/// Its keys are the flags' names. A list may be written as a list or as one value, tags as keys
/// with values, and a key without a value says nothing.
struct ConfigurationFile: Equatable {
    /// A setting's values as they stand in the file.
    struct Entry: Equatable {
        var values: [String]
        /// Counted from 1.
        var line: Int
    }

    /// Largest file that is read.
    static let limitBytes = 1 << 20

    var path: String
    private(set) var entries: [SettingKey: Entry] = [:]

    static func read(_ path: String) throws(ConfigurationError) -> ConfigurationFile {
        let bytes: [UInt8]
        do {
            bytes = try InputFile.read(path, limitBytes: limitBytes)
        } catch {
            switch error {
            case .unreadable(let errno): throw .file(.unreadable(errno: errno), path: path)
            case .tooLarge: throw .file(.tooLarge(limitBytes: limitBytes), path: path)
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .file(.notUTF8, path: path)
        }
        do {
            return try ConfigurationFile(path: path, text: text)
        } catch {
            throw .file(error, path: path)
        }
    }

    init(path: String, text: String) throws(ConfigurationFileError) {
        self.path = path
        guard let root = try YAMLReader.document(text), !root.isVoid else { return }
        guard case .mapping(let pairs) = root.content else { throw .notAMapping }
        for (keyNode, value) in pairs {
            let line = keyNode.line
            let name = keyNode.text ?? ""
            guard let key = SettingKey(rawValue: name) else {
                throw .unknownKey(name, line: line, suggestion: Suggestion.nearest(to: name))
            }
            guard !value.isVoid else { continue }
            guard let values = Self.values(value, for: key) else {
                throw .wrongShape(key, line: line)
            }
            entries[key] = Entry(values: values, line: line)
        }
    }

    private static func values(_ node: YAMLNode, for key: SettingKey) -> [String]? {
        switch node.content {
        case .scalar(let text, _):
            return [text]
        case .sequence(let items) where key.isList:
            let values = items.compactMap(\.text)
            return values.count == items.count ? values : nil
        case .mapping(let tags) where key == .meta:
            let values = tags.compactMap { tag, value -> String? in
                guard let name = tag.text, let text = value.text else { return nil }
                return name + "=" + text
            }
            return values.count == tags.count ? values : nil
        case .sequence, .mapping:
            return nil
        }
    }
}
