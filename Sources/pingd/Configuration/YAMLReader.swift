// SPDX-License-Identifier: Apache-2.0

import CYAML

/// Reads one YAML document through libyaml's events.
///
/// Stricter than YAML where a file of settings has no use for what it allows: no aliases, so
/// that a small file stays small; no key twice; one document; a bounded depth.
struct YAMLReader: ~Copyable {
    /// Deeper than any setting goes.
    static let maximumDepth = 8

    /// Has a place of its own, because libyaml keeps a pointer to it.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let bytes: UnsafeBufferPointer<UInt8>

    /// The document in `text`; `nil` where there is none.
    static func document(_ text: String) throws(ConfigurationFileError) -> YAMLNode? {
        let bytes = Array(text.utf8)
        return try bytes.withUnsafeBufferPointer { (bytes) throws(ConfigurationFileError) in
            let reader = try YAMLReader(bytes)
            return try reader.onlyDocument()
        }
    }

    /// `bytes` must outlive the reader.
    private init(_ bytes: UnsafeBufferPointer<UInt8>) throws(ConfigurationFileError) {
        self.bytes = bytes
        parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            throw .malformed(line: nil, problem: "out of memory")
        }
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    private func onlyDocument() throws(ConfigurationFileError) -> YAMLNode? {
        var root: YAMLNode?
        while true {
            let event = try next()
            switch event.kind {
            case YAML_STREAM_END_EVENT: return root
            case YAML_DOCUMENT_START_EVENT:
                guard root == nil else {
                    throw .malformed(line: event.line, problem: "but found another document")
                }
                root = try node(try next(), depth: 0)
            default: break
            }
        }
    }

    private func node(_ event: Event, depth: Int) throws(ConfigurationFileError) -> YAMLNode {
        guard depth < Self.maximumDepth else {
            throw .malformed(line: event.line, problem: "lists and keys are nested too deep")
        }
        switch event.kind {
        case YAML_SEQUENCE_START_EVENT:
            var items: [YAMLNode] = []
            while true {
                let item = try next()
                if item.kind == YAML_SEQUENCE_END_EVENT { break }
                items.append(try node(item, depth: depth + 1))
            }
            return YAMLNode(content: .sequence(items), line: event.line)
        case YAML_MAPPING_START_EVENT: return try mapping(event.line, depth: depth)
        case YAML_ALIAS_EVENT:
            throw .malformed(line: event.line, problem: "aliases (*name) are not read here")
        default:
            let content = YAMLNode.Content.scalar(event.text, isPlain: event.isPlain)
            return YAMLNode(content: content, line: event.line)
        }
    }

    private func mapping(_ line: Int, depth: Int) throws(ConfigurationFileError) -> YAMLNode {
        var pairs: [(key: YAMLNode, value: YAMLNode)] = []
        var names: Set<String> = []
        while true {
            let event = try next()
            if event.kind == YAML_MAPPING_END_EVENT { break }
            let key = try node(event, depth: depth + 1)
            if let name = key.text, !names.insert(name).inserted {
                throw .malformed(line: key.line, problem: "given twice: \(name)")
            }
            pairs.append((key, try node(try next(), depth: depth + 1)))
        }
        return YAMLNode(content: .mapping(pairs), line: line)
    }

    // MARK: Events

    private struct Event {
        let kind: yaml_event_type_t
        let line: Int
        var text = ""
        var isPlain = false
    }

    private func next() throws(ConfigurationFileError) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw flaw }
        defer { yaml_event_delete(&event) }
        var found = Event(kind: event.type, line: Int(clamping: event.start_mark.line) + 1)
        if event.type == YAML_SCALAR_EVENT {
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            found.text = String(decoding: bytes, as: UTF8.self)
            found.isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
        }
        return found
    }

    /// The parser's problem, and the line it is about.
    private var flaw: ConfigurationFileError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "out of memory"
        switch parser.pointee.error {
        case YAML_MEMORY_ERROR: return .malformed(line: nil, problem: problem)
        // Something that no YAML may hold, such as a control character; found ahead of the mark.
        case YAML_READER_ERROR:
            let before = bytes.prefix(Int(clamping: parser.pointee.problem_offset))
            let line = 1 + before.count { $0 == UInt8(ascii: "\n") }
            return .malformed(line: line, problem: problem)
        default:
            let line = Int(clamping: parser.pointee.problem_mark.line) + 1
            return .malformed(line: line, problem: problem)
        }
    }
}
