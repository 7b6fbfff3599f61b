// SPDX-License-Identifier: Apache-2.0

/// An ordered list of fields, names compared without case (RFC 9110 §5).
///
/// All bytes lie in one array with ranges beside it, so that reading a head makes two allocations
/// however many fields it has; strings are made when somebody asks for one.
package struct HeaderFields: Sendable {
    /// Where one field's name and value lie in `storage`.
    struct Entry: Hashable, Sendable {
        private var nameStart: UInt32
        private var nameCount: UInt32
        private var valueStart: UInt32
        private var valueCount: UInt32

        init(name: Range<Int>, value: Range<Int>) {
            nameStart = UInt32(name.lowerBound)
            nameCount = UInt32(name.count)
            valueStart = UInt32(value.lowerBound)
            valueCount = UInt32(value.count)
        }

        var name: Range<Int> { Int(nameStart)..<Int(nameStart) + Int(nameCount) }
        var value: Range<Int> { Int(valueStart)..<Int(valueStart) + Int(valueCount) }
    }

    /// The bytes that the entries lie in; bytes between them are of no meaning.
    private(set) var storage: [UInt8]
    private(set) var entries: [Entry]

    package init() {
        storage = []
        entries = []
    }

    /// Fields found in a head that was read; every entry must lie in `storage`.
    init(storage: [UInt8], entries: [Entry]) {
        self.storage = storage
        self.entries = entries
    }

    package var count: Int { entries.count }
    package var isEmpty: Bool { entries.isEmpty }

    /// The value of the first field of that name; bytes that are not UTF-8 show as U+FFFD.
    package subscript(_ name: String) -> String? {
        guard let entry = entries.first(where: { has($0, name) }) else { return nil }
        return string(entry.value)
    }

    /// The values of all fields of that name, in order.
    package func values(of name: String) -> [String] {
        entries.lazy.filter { has($0, name) }.map { string($0.value) }
    }

    package func contains(_ name: String) -> Bool { entries.contains { has($0, name) } }

    /// Whether a `Connection` says `close`.
    var asksToClose: Bool {
        contains("Connection") && values(of: "Connection").contains { $0.lowercased() == "close" }
    }

    /// Adds a field after the others.
    package mutating func append(_ name: String, _ value: String) {
        let nameStart = storage.count
        storage.append(contentsOf: name.utf8)
        let valueStart = storage.count
        storage.append(contentsOf: value.utf8)
        entries.append(
            Entry(name: nameStart..<valueStart, value: valueStart..<storage.count)
        )
    }

    /// Adds a field that was read, its bytes copied.
    mutating func append(_ line: FieldLine, of bytes: borrowing Span<UInt8>) {
        let start = storage.count
        let whole = line.name.lowerBound..<line.value.upperBound
        bytes.extracting(whole).withUnsafeBufferPointer { storage.append(contentsOf: $0) }
        let valueStart = start + line.value.lowerBound - whole.lowerBound
        entries.append(
            Entry(
                name: start..<start + line.name.count,
                value: valueStart..<valueStart + line.value.count
            )
        )
    }

    /// Adds a field as its bytes, which the caller has checked.
    mutating func append(nameBytes: ArraySlice<UInt8>, valueBytes: ArraySlice<UInt8>) {
        let nameStart = storage.count
        storage.append(contentsOf: nameBytes)
        let valueStart = storage.count
        storage.append(contentsOf: valueBytes)
        entries.append(
            Entry(name: nameStart..<valueStart, value: valueStart..<storage.count)
        )
    }

    /// Makes this the only field of that name, in the place of the first one.
    package mutating func set(_ name: String, _ value: String) {
        guard let first = entries.firstIndex(where: { has($0, name) }) else {
            return append(name, value)
        }
        append(name, value)
        let new = entries.removeLast()
        entries[first] = new
        var index = entries.count - 1
        while index > first {
            if has(entries[index], name) { entries.remove(at: index) }
            index -= 1
        }
    }

    /// Removes every field of that name.
    package mutating func remove(_ name: String) {
        entries = entries.filter { !has($0, name) }
    }

    func string(_ range: Range<Int>) -> String {
        storage.withUnsafeBufferPointer {
            String(decoding: UnsafeBufferPointer(rebasing: $0[range]), as: UTF8.self)
        }
    }

    private func has(_ entry: Entry, _ name: String) -> Bool {
        let wanted = name.utf8
        guard entry.name.count == wanted.count else { return false }
        var index = entry.name.lowerBound
        for byte in wanted {
            guard ASCII.lowercased(storage[index]) == ASCII.lowercased(byte) else { return false }
            index += 1
        }
        return true
    }
}

extension HeaderFields: Sequence {
    package func makeIterator() -> some IteratorProtocol<(name: String, value: String)> {
        entries.lazy.map { (name: string($0.name), value: string($0.value)) }.makeIterator()
    }
}

extension HeaderFields: Equatable {
    /// The same fields in the same order, wherever their bytes lie; names without case.
    package static func == (a: Self, b: Self) -> Bool {
        guard a.entries.count == b.entries.count else { return false }
        return zip(a.entries, b.entries).allSatisfy { one, other in
            a.storage[one.value] == b.storage[other.value]
                && b.has(other, a.string(one.name))
        }
    }
}

extension HeaderFields: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        self.init()
        entries.reserveCapacity(elements.count + 1)
        storage.reserveCapacity(
            elements.reduce(32) { $0 + $1.0.utf8.count + $1.1.utf8.count }
        )
        for (name, value) in elements { append(name, value) }
    }
}
