// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The contexts of a user, as they stand in a file: a small part of YAML, read strictly.
///
/// Two keys at the top, `current` and `contexts`; under the latter one key for each name, and under
/// that `url`, `token-file`, `cacert` and `netrc`. Indented by two spaces; a value is plain or a
/// JSON string. Comments have lines of their own.
struct ContextFile: Equatable {
    struct Mistake: Error, Equatable {
        var line: Int
        var reason: String
    }

    /// The context that is used when nothing else is said.
    var current: String?
    /// By name.
    var contexts: [NodeContext] = []

    init() {}

    init(parsing text: String) throws(Mistake) {
        var seen: Set<String> = []
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            do throws(Refusal) {
                try read(line, &seen)
            } catch {
                throw Mistake(line: index + 1, reason: error.reason)
            }
        }
        if let context = contexts.first(where: { $0.url.isEmpty }) {
            throw Mistake(line: lines.count, reason: "the context \(context.name) has no url")
        }
    }

    subscript(name: String) -> NodeContext? { contexts.first { $0.name == name } }

    /// Adds one, or replaces the one of that name.
    mutating func put(_ context: NodeContext) {
        remove(context.name)
        contexts.append(context)
        contexts.sort { $0.name < $1.name }
    }

    mutating func remove(_ name: String) { contexts.removeAll { $0.name == name } }

    /// What is written: every value quoted, so that no reader takes one for something else.
    var text: String {
        var lines = ["# Written by pingctl context."]
        if let current { lines.append("current: \(Payload.quoted(current))") }
        lines.append(contexts.isEmpty ? "contexts: {}" : "contexts:")
        for context in contexts {
            lines.append("  \(Payload.quoted(context.name)):")
            lines.append("    url: \(Payload.quoted(context.url))")
            if let file = context.tokenFile {
                lines.append("    token-file: \(Payload.quoted(file))")
            }
            if let file = context.authorityFile {
                lines.append("    cacert: \(Payload.quoted(file))")
            }
            if context.usesNetrc { lines.append("    netrc: true") }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private struct Refusal: Error {
        var reason: String
        init(_ reason: String) { self.reason = reason }
    }

    /// `seen` are the keys so far, each with all those above it.
    private mutating func read(_ line: Substring, _ seen: inout Set<String>) throws(Refusal) {
        let indent = line.prefix { $0 == " " }.count
        let content = line.dropFirst(indent)
        guard !content.isEmpty, !content.hasPrefix("#") else { return }
        guard !content.contains(where: { $0 == "\t" || $0 == "\r" }) else {
            throw Refusal("indent with spaces, and end lines with a line feed only")
        }
        let (key, value) = try Self.parts(content)
        switch indent {
        case 0: try readTop(key, value, &seen)
        case 2:
            guard seen.contains("contexts"), value.isEmpty, NodeContext.isName(key) else {
                throw Refusal("the name of a context and a colon are expected here")
            }
            try Self.note("contexts." + key, &seen)
            contexts.append(NodeContext(name: key, url: ""))
        case 4:
            guard let last = contexts.indices.last else {
                throw Refusal("this belongs to no context")
            }
            try Self.note("contexts.\(contexts[last].name).\(key)", &seen)
            try set(key, Self.scalar(value), of: last)
        default: throw Refusal("indent by none, two or four spaces")
        }
    }

    private mutating func readTop(
        _ key: String,
        _ value: Substring,
        _ seen: inout Set<String>
    ) throws(Refusal) {
        try Self.note(key, &seen)
        switch key {
        case "current": current = try Self.scalar(value)
        case "contexts" where value.isEmpty || value == "{}": break
        default: throw Refusal("only current and contexts stand here, not \"\(key)\"")
        }
    }

    private mutating func set(
        _ key: String,
        _ value: String,
        of index: Int
    ) throws(Refusal) {
        switch (key, value) {
        case ("url", _): contexts[index].url = value
        case ("token-file", _): contexts[index].tokenFile = value
        case ("cacert", _): contexts[index].authorityFile = value
        case ("netrc", "true"): contexts[index].usesNetrc = true
        case ("netrc", "false"): contexts[index].usesNetrc = false
        case ("netrc", _): throw Refusal("netrc is true or false")
        default: throw Refusal("a context has url, token-file, cacert and netrc, not \"\(key)\"")
        }
    }

    private static func note(_ path: String, _ seen: inout Set<String>) throws(Refusal) {
        guard seen.insert(path).inserted else { throw Refusal("\(path) stands here twice") }
    }

    private static func parts(
        _ content: Substring
    ) throws(Refusal) -> (key: String, value: Substring) {
        guard let colon = content.firstIndex(of: ":") else {
            throw Refusal("a key and a colon are expected")
        }
        var key = content[..<colon]
        if key.count > 2, key.hasPrefix("\""), key.hasSuffix("\"") {
            key = key.dropFirst().dropLast()
        }
        var value = content[content.index(after: colon)...]
        guard value.isEmpty || value.hasPrefix(" ") else {
            throw Refusal("a space is expected after the colon")
        }
        while value.hasPrefix(" ") { value.removeFirst() }
        while value.hasSuffix(" ") { value.removeLast() }
        return (String(key), value)
    }

    private static func scalar(_ text: Substring) throws(Refusal) -> String {
        if text.hasPrefix("\"") {
            let bytes = Data(text.utf8)
            guard let value = try? JSONDecoder().decode(String.self, from: bytes) else {
                throw Refusal("what begins with a quotation mark is one JSON string")
            }
            return value
        }
        guard let first = text.first, !"'[]{}&*!|>%@`,?".contains(first), !text.contains(" #"),
            !text.contains(": ")
        else { throw Refusal("write the value as a JSON string, in double quotation marks") }
        return String(text)
    }
}
