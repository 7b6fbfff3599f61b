// SPDX-License-Identifier: Apache-2.0

/// A path whose segments are either given or named.
struct PathPattern: Equatable, Sendable {
    private enum Segment: Equatable, Sendable {
        case literal(String)
        case parameter(String)
        /// The rest of the path, as it was sent.
        case rest(String)
    }

    private let segments: [Segment]
    private let hasRest: Bool

    /// `text` begins with a slash; a segment in braces is a parameter.
    init(_ text: String) {
        precondition(text.utf8.first == UInt8(ascii: "/"), "\(text) is no path")
        segments = Self.segments(of: text).map { segment in
            guard segment.first == "{", segment.last == "}" else {
                return .literal(String(segment))
            }
            let name = segment.dropFirst().dropLast()
            return name.hasSuffix("...")
                ? .rest(String(name.dropLast(3))) : .parameter(String(name))
        }
        if case .rest = segments.last { hasRest = true } else { hasRest = false }
    }

    var isLiteral: Bool {
        segments.allSatisfy { segment in
            if case .literal = segment { true } else { false }
        }
    }

    /// A segment of a request's path: as it was sent, and decoded, when that can be.
    struct Part {
        let raw: Substring
        let text: String?
    }

    /// The segments of a path that begins with a slash.
    static func parts(of path: String) -> [Part] {
        segments(of: path).map { Part(raw: $0, text: PercentDecoding.decode($0.utf8)) }
    }

    private static func segments(of path: String) -> [Substring] {
        path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { Substring($0) }
    }

    /// The parameters, decoded; `nil` when the path is another or cannot be decoded.
    func match(_ path: [Part]) -> [String: String]? {
        guard path.count == segments.count || (hasRest && path.count > segments.count) else {
            return nil
        }
        for (segment, part) in zip(segments, path) {
            switch segment {
            case .literal(let literal): guard part.text == literal else { return nil }
            case .parameter: guard part.text?.isEmpty == false else { return nil }
            case .rest: break
            }
        }
        var parameters: [String: String] = [:]
        for (index, segment) in segments.enumerated() {
            switch segment {
            case .literal: break
            case .parameter(let name): parameters[name] = path[index].text
            case .rest(let name):
                parameters[name] = path[index...].map(\.raw).joined(separator: "/")
            }
        }
        return parameters
    }
}
