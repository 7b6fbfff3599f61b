// SPDX-License-Identifier: Apache-2.0

/// Fields as who hands a message on must treat them (RFC 9110 §7.6).
extension HeaderFields {
    /// The bytes of the first field of that name, given in lower case.
    func first(_ name: StaticString) -> [UInt8]? {
        let span = storage.span
        guard let entry = entries.first(where: { span.holdsIgnoringCase(name, at: $0.name) }) else {
            return nil
        }
        return Array(storage[entry.value])
    }

    /// What goes on to the next hop: without the fields that are about this connection, those that
    /// `Connection` names, and `Content-Length`, which is told apart (RFC 9110 §7.6.1).
    ///
    /// Of `TE` only `trailers` stays. Values go on byte by byte.
    package var forwardable: HeaderFields {
        let named = connectionOptions
        var fields = HeaderFields()
        for entry in entries {
            let name = storage[entry.name].map(ASCII.lowercased)
            guard !Self.isHopByHop(name), !named.contains(name) else { continue }
            fields.append(nameBytes: storage[entry.name], valueBytes: storage[entry.value])
        }
        if takesTrailers { fields.append("TE", "trailers") }
        return fields
    }

    /// Whether `TE` says that trailers are welcome (RFC 9110 §10.1.4).
    private var takesTrailers: Bool {
        values(of: "TE").contains { value in
            value.split(separator: ",").contains { part in
                part.drop { $0 == " " || $0 == "\t" }.prefix(8).lowercased() == "trailers"
            }
        }
    }

    private var connectionOptions: Set<[UInt8]> {
        var options: Set<[UInt8]> = []
        let span = storage.span
        for entry in entries where span.holdsIgnoringCase("connection", at: entry.name) {
            var start = entry.value.lowerBound
            while let option = span.nextListElement(from: &start, to: entry.value.upperBound) {
                options.insert(storage[option].map(ASCII.lowercased))
            }
        }
        return options
    }

    /// `name` is in lower case.
    private static func isHopByHop(_ name: [UInt8]) -> Bool {
        switch String(decoding: name, as: UTF8.self) {
        case "connection", "keep-alive", "te", "transfer-encoding", "upgrade", "content-length":
            true
        case let name: name.hasPrefix("proxy-")
        }
    }
}
