// SPDX-License-Identifier: Apache-2.0

/// The request line and the fields of one request, checked.
package struct RequestHead: Sendable {
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

    /// What stands behind the question mark, as it was sent.
    package var query: String? { target.query.map { fields.string($0) } }
}

extension RequestHead: Equatable {
    package static func == (a: Self, b: Self) -> Bool {
        a.method == b.method && a.version == b.version && a.fields == b.fields
            && a.length == b.length && a.keepsAlive == b.keepsAlive
            && a.expectsContinue == b.expectsContinue && a.path == b.path && a.query == b.query
    }
}
