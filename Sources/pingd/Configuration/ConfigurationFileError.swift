// SPDX-License-Identifier: Apache-2.0

import JSONText

/// Why a configuration file cannot be used; lines are counted from 1.
enum ConfigurationFileError: Error, Equatable {
    case unreadable(errno: Int32)
    case tooLarge(limitBytes: Int)
    case notUTF8
    /// Not YAML, in the parser's words.
    case malformed(line: Int?, problem: String)
    /// The document is a list or a single value.
    case notAMapping
    case unknownKey(String, line: Int, suggestion: String?)
    case wrongShape(SettingKey, line: Int)
}

extension ConfigurationFileError {
    /// One line that begins where an editor can jump to.
    func sentence(path: String) -> String {
        switch self {
        case .unreadable(let errno):
            return "cannot read \(path): \(SystemText.of(errno)) (--config)"
        case .tooLarge(let limitBytes):
            return "\(path) is longer than \(limitBytes) bytes (--config)"
        case .notUTF8: return "\(path) is not UTF-8 (--config)"
        case .malformed(let line, let problem):
            let place = line.map { ":\($0)" } ?? ""
            return "\(path)\(place): not valid YAML: \(PrintableText.escaping(problem))"
        case .notAMapping:
            return "\(path):1: expected lines like \"name: node1\""
        case .unknownKey(let key, let line, let suggestion):
            let help = suggestion.map { "did you mean \"\($0)\"?" } ?? "see pingd --help"
            return "\(path):\(line): unknown key \"\(PrintableText.escaping(key))\"; \(help)"
        case .wrongShape(let key, let line):
            let shape =
                switch key {
                case .meta: "keys with a value each"
                case let key where key.isList: "one value or a list of values"
                default: "one value"
                }
            return "\(path):\(line): \(key.rawValue) takes \(shape)"
        }
    }
}
