// SPDX-License-Identifier: Apache-2.0

/// The request line and the fields of one request, checked.
///
/// One object, since it goes through many hands.
package final class RequestHead: Sendable {
    package let method: HTTPMethod
    package let version: HTTPVersion
    /// With the absolute form, Host is what the target says (RFC 9112 §3.2.2).
    package let fields: HeaderFields
    package let length: BodyLength
    /// Whether the client wants the connection to outlive the answer.
    package let keepsAlive: Bool
    /// Whether the client waits for 100 Continue before it sends the body.
    package let expectsContinue: Bool
    private let target: RequestTarget

    /// Copies the head, which is the first `count` of `bytes`.
    init(
        _ bytes: borrowing Span<UInt8>,
        count: Int,
        line: RequestLine,
        entries: [HeaderFields.Entry],
        facts: FieldFacts
    ) throws(HTTPFault) {
        length = try facts.bodyLength(line.version)
        guard !facts.expectationFails(line.version) else { throw .expectationFailed }
        method = line.method
        version = line.version
        target = line.target
        keepsAlive = facts.keepsAlive(line.version)
        expectsContinue = facts.expectsContinue && line.version == .http11
        let storage = bytes.extracting(0..<count).withUnsafeBufferPointer { Array($0) }
        var fields = HeaderFields(storage: storage, entries: entries)
        if let authority = line.target.authority { fields.set("Host", fields.string(authority)) }
        self.fields = fields
    }

    /// The path as it was sent, percent-encoded; `*` for the server as a whole.
    package var path: String {
        if target.isWholeServer { return "*" }
        return target.path.isEmpty ? "/" : fields.string(target.path)
    }

    /// How many bytes it was read from; `nil` when `fields` is no longer what was sent.
    package var byteCount: Int? { target.authority == nil ? fields.storage.count : nil }

    /// Whether `bytes` begin with this very head.
    ///
    /// Takes equally long wherever they differ, since a head may carry a secret.
    package func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let count = byteCount, bytes.count >= count, count >= 8 else { return false }
        // The end first: lengths are no secret.
        guard bytes.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self) == Self.end else {
            return false
        }
        return fields.storage.withUnsafeBytes { own in
            var difference: UInt64 = 0
            var index = 0
            while index + 8 <= count {
                difference |=
                    own.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                    ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                index += 8
            }
            difference |=
                own.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
                ^ bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
            return difference == 0
        }
    }

    /// The empty line behind the fields.
    private static var end: UInt32 { UInt32(littleEndian: 0x0A0D_0A0D) }

    /// What stands behind the question mark, as it was sent.
    package var query: String? { target.query.map { fields.string($0) } }
}

extension RequestHead: Equatable {
    package static func == (a: RequestHead, b: RequestHead) -> Bool {
        a.method == b.method && a.version == b.version && a.fields == b.fields
            && a.length == b.length && a.keepsAlive == b.keepsAlive
            && a.expectsContinue == b.expectsContinue && a.path == b.path && a.query == b.query
    }
}
