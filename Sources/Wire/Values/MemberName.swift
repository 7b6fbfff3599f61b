// SPDX-License-Identifier: Apache-2.0

/// The unique name of a member, compared byte by byte (spec §3, §15.3).
///
/// Swift's `String` calls canonically equivalent texts equal; the protocol does not, hence a type.
/// Names on the wire that are not UTF-8 are refused when decoding.
package struct MemberName: Sendable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) { self.text = text }

    package var isEmpty: Bool { text.isEmpty }
    package var description: String { text }
}

extension MemberName: Hashable, Comparable {
    package static func == (a: Self, b: Self) -> Bool {
        // Names are compared several times for each message: eight bytes at once.
        var (a, b) = (a.text, b.text)
        return a.withUTF8 { a in
            b.withUTF8 { UnsafeRawBufferPointer(a).holdsTheSame(as: UnsafeRawBufferPointer($0)) }
        }
    }

    package static func < (a: Self, b: Self) -> Bool {
        a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension MemberName: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(value) }
}

extension UnsafeRawBufferPointer {
    fileprivate func holdsTheSame(as other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count else { return false }
        var offset = 0
        while count - offset >= 8 {
            let word = loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            guard word == other.loadUnaligned(fromByteOffset: offset, as: UInt64.self) else {
                return false
            }
            offset += 8
        }
        while offset < count {
            guard self[offset] == other[offset] else { return false }
            offset += 1
        }
        return true
    }
}
