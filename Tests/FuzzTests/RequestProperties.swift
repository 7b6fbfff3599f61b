// SPDX-License-Identifier: Apache-2.0

import Determinism

@testable import HTTP1

/// Whatever a request is made of, a server reads one request and nothing behind it, and what it
/// reads is what was to be said.
///
/// The first bytes of an input choose how the body is sent and cut; the rest is, with zeros
/// between, the method, the target, the name and the value of a field, and the body.
enum RequestProperties {
    /// Throws what does not hold for this input.
    static func check(_ input: UnsafeRawBufferPointer) throws(BrokenProperty) {
        var choices = Choices(input)
        let cut = choices.byte()
        let choice = choices.byte()
        let parts = choices.bytes.split(
            separator: 0,
            maxSplits: 4,
            omittingEmptySubsequences: false
        )
        guard parts.count == 5 else { return }
        let words = parts.map { String(decoding: $0, as: UTF8.self) }
        let body = Array(parts[4])
        var fields: HeaderFields = ["Host": "a"]
        if words[2].lowercased() != "host" && words[2].lowercased() != "expect" {
            fields.append(words[2], words[3])
        }
        let isChunked = choice & 1 == 1
        let request = ClientRequest(
            HTTPMethod(words[0]),
            words[1],
            fields: fields,
            length: isChunked ? .chunked : .known(body.count)
        )
        guard request.isValid else { return }
        let output = try output(of: request, body, cut, trailers: fields)
        try checkReading(of: output, request, body)
    }

    private static func output(
        of request: ClientRequest,
        _ body: [UInt8],
        _ cut: UInt8,
        trailers: HeaderFields
    ) throws(BrokenProperty) -> [UInt8] {
        var connection = ClientConnection(limits: ClientLimits(), at: .origin)
        connection.send(request, at: .origin)
        for piece in cut.pieces(of: body) { connection.write(piece, at: .origin) }
        connection.endRequest(trailers: trailers, at: .origin)
        try hold(connection.next(at: .origin) == nil, "the request fails")
        var output: [UInt8] = []
        var taken = 0
        while connection.unsentCount > 0 {
            let next = connection.withUnsent { Array($0) + Array($1) }
            let count = min(next.count, 1 + Int(cut) * 3)
            output += next.prefix(count)
            connection.sent(count, at: .origin)
            taken += connection.takeWentContent()
        }
        try hold(taken == body.count, "\(taken) of \(body.count) bytes of content went")
        return output
    }

    /// A server reads the request, unless it has another opinion of the target.
    private static func checkReading(
        of output: [UInt8],
        _ request: ClientRequest,
        _ body: [UInt8]
    ) throws(BrokenProperty) {
        var server = ServerConnection(limits: SharedLimits(HTTPLimits()), at: .origin)
        var effect = output.withUnsafeBytes { server.receive($0, at: .origin) }
        if case .decide = effect { effect = server.proceed(at: .origin) }
        switch effect {
        case .answer(let head, let read):
            try hold(head.method == request.method, "the method \(head.method)")
            try hold(read == body, "another body")
            if request.target.hasPrefix("/") {
                let target = head.path + (head.query.map { "?" + $0 } ?? "")
                try hold(target == request.target, "the target \(target)")
            }
            try hold(head.fields.values(of: "Host").count == 1, "another Host")
            try hold(server.consumed == server.input.count, "bytes behind the request")
        case .refuse(let fault):
            let isTarget = fault == .badRequest(.target) || fault == .badRequest(.authorityForm)
            let isSize: Bool
            switch fault {
            case .uriTooLong, .fieldsTooLarge, .bodyTooLarge: isSize = true
            case .badRequest(.chunkOverhead): isSize = true
            default: isSize = false
            }
            try hold(isTarget || isSize, "the server refuses it: \(fault.reason)")
        case .wait, .decide:
            throw BrokenProperty(description: "the request is not whole")
        }
    }
}
