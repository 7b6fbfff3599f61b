// SPDX-License-Identifier: Apache-2.0

import Yams

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
        guard let root = try Self.document(text), !root.isVoid else { return }
        guard case .mapping(let mapping) = root else { throw .notAMapping }
        for (keyNode, value) in mapping {
            let line = keyNode.mark?.line ?? 1
            let name = keyNode.scalar?.string ?? ""
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

    private static func document(_ text: String) throws(ConfigurationFileError) -> Node? {
        do {
            return try Parser(yaml: text).singleRoot()
        } catch let error as YamlError {
            throw ConfigurationFileError(error)
        } catch {
            throw .malformed(line: nil, problem: "\(error)")
        }
    }

    private static func values(_ node: Node, for key: SettingKey) -> [String]? {
        switch node {
        case .scalar(let scalar):
            return [scalar.string]
        case .sequence(let items) where key.isList:
            let values = items.compactMap(\.scalar?.string)
            return values.count == items.count ? values : nil
        case .mapping(let tags) where key == .meta:
            let values = tags.compactMap { tag, value -> String? in
                guard let name = tag.scalar?.string, let text = value.scalar?.string else {
                    return nil
                }
                return name + "=" + text
            }
            return values.count == tags.count ? values : nil
        case .sequence, .mapping, .alias:
            return nil
        }
    }
}

extension Node {
    /// Nothing, or null (YAML 1.2 §10.2.1.1).
    fileprivate var isVoid: Bool {
        guard let scalar, scalar.style == .any || scalar.style == .plain else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }
}

extension ConfigurationFileError {
    /// Keeps the line and the parser's problem, and leaves its drawing of the line behind.
    fileprivate init(_ error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self = .malformed(line: mark.line, problem: problem)
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.sorted().joined(separator: ", ")
            self = .malformed(line: context.mark.line, problem: "given twice: \(names)")
        case .reader(let problem, let offset, _, let yaml):
            let line = offset.map { yaml.prefix($0).count { $0.isNewline } + 1 }
            self = .malformed(line: line, problem: problem)
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            self = .malformed(line: nil, problem: "\(error)")
        }
    }
}
