// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import WireSecurity

/// What makes two requests the same one.
enum RequestDigest {
    /// Of method, path, parameters, type of the body and body: 32 bytes.
    static func of(_ request: Request) -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(request.body.count + 256)
        // With its length before it, no part can pass for the begin of the next.
        func add(_ bytes: some Collection<UInt8>) {
            withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { content.append(contentsOf: $0) }
            content.append(contentsOf: bytes)
        }
        add("\(request.method)".utf8)
        add(request.path.utf8)
        for pair in request.query.pairs {
            add(pair.name.utf8)
            add(pair.value.utf8)
        }
        add((request.fields["Content-Type"] ?? "").utf8)
        add(request.body)
        return ContentHash.sha256(content)
    }
}
