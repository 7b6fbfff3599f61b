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

    /// The segments of a path that begins with a slash, still encoded.
    static func segments(of path: String) -> [Substring] {
        path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { Substring($0) }
    }

    /// The parameters, decoded; `nil` when the path is another or cannot be decoded.
    func match(_ path: [Substring]) -> [String: String]? {
        guard path.count == segments.count || (hasRest && path.count > segments.count) else {
            return nil
        }
        var parameters: [String: String] = [:]
        for (segment, raw) in zip(segments, path) {
            if case .rest(let name) = segment {
                parameters[name] = path[(segments.count - 1)...].joined(separator: "/")
                break
            }
            guard let text = PercentDecoding.decode(raw.utf8) else { return nil }
            switch segment {
            case .literal(let literal):
                guard literal == text else { return nil }
            case .parameter(let name):
                guard !text.isEmpty else { return nil }
                parameters[name] = text
            case .rest:
                break
            }
        }
        return parameters
    }
}
