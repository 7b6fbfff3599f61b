// SPDX-License-Identifier: Apache-2.0

/// What a command is given besides its arguments.
struct Session {
    let console: Console
    let environment: [String: String]

    /// Writes one answer in the format that was asked for; `table` makes the one for people.
    func show(_ bytes: [UInt8], as format: OutputFormat, table: () -> String) {
        switch format {
        case .table: console.write(table())
        case .json: write(json: bytes)
        case .ndjson: write(json: JSONElements.compact(bytes))
        }
    }

    /// Writes a body exactly as it came, and ends the line if the server did not.
    func write(json bytes: [UInt8]) {
        console.write(bytes.last == UInt8(ascii: "\n") ? bytes : bytes + [UInt8(ascii: "\n")])
    }

    /// Writes the elements of an array in a body, one a line.
    func write(elementsOf key: String, in bytes: [UInt8]) {
        let elements = JSONElements.elements(of: key, in: bytes) ?? []
        console.write(elements.flatMap { $0 + [UInt8(ascii: "\n")] })
    }
}
