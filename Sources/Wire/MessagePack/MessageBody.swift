// SPDX-License-Identifier: Apache-2.0

/// A structure of spec §4: a map of named fields, or, from nobody real, an array in declared order.
protocol MessageBody {
    /// All fields zero: what fields that are not sent count as.
    static var zero: Self { get }

    /// The fields in declaration order, for the array form.
    static var declaration: [FieldKey] { get }

    /// Takes the field's value, or steps over one that this structure does not have.
    mutating func read(_ field: FieldKey, from reader: inout MessagePackReader) throws(DecodeError)

    /// Writes the map, its keys sorted bytewise.
    func write(to writer: inout MessagePackWriter)
}

extension MessageBody {
    /// The type byte and the map.
    func encoded(as type: MessageType) -> [UInt8] {
        var writer = MessagePackWriter(type)
        write(to: &writer)
        return writer.bytes
    }
}
