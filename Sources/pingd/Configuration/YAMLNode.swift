// SPDX-License-Identifier: Apache-2.0

/// A part of a YAML document, and where it begins.
struct YAMLNode: Equatable {
    indirect enum Content: Equatable {
        /// `isPlain`: without quotes, so that it may mean null.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        /// In the order of the file; no key that is a scalar comes twice.
        case mapping([(key: YAMLNode, value: YAMLNode)])

        static func == (one: Content, other: Content) -> Bool {
            switch (one, other) {
            case (.scalar(let text, let isPlain), .scalar(let otherText, let isOtherPlain)):
                text == otherText && isPlain == isOtherPlain
            case (.sequence(let items), .sequence(let others)): items == others
            case (.mapping(let pairs), .mapping(let others)):
                pairs.elementsEqual(others) { $0.key == $1.key && $0.value == $1.value }
            default: false
            }
        }
    }

    let content: Content
    /// Counted from 1.
    let line: Int

    /// The text of a scalar.
    var text: String? {
        guard case .scalar(let text, _) = content else { return nil }
        return text
    }

    /// Nothing, or null (YAML 1.2 §10.2.1.1).
    var isVoid: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null"].contains(text)
    }
}
