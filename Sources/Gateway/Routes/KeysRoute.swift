// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import JSONText
import Memberlist

/// `/keys`: the gossip keyring by the names of its keys, which tell nothing about them.
struct KeysRoute: Sendable {
    private static let patience: Duration = .seconds(10)
    /// Bytes of keys for AES-128, AES-192 and AES-256.
    private static let sizes = [16, 24, 32]

    let desk: KeyDesk

    func add(to router: inout Router) {
        router.on(.get, "/keys", for: .operate) { request, responder in
            Reply { () throws(GatewayError) in
                if let pair = request.query.pairs.first { throw .unknownParameter(pair.name) }
                return perform(.list, responder)
            }
        }
        router.on(.post, "/keys", for: .operate) { request, responder in
            Reply { () throws(GatewayError) in
                if let pair = request.query.pairs.first { throw .unknownParameter(pair.name) }
                try request.requireJSON()
                return perform(try Self.order(request.body), responder)
            }
        }
        router.on(.delete, "/keys", for: .operate) { request, responder in
            Reply { () throws(GatewayError) in
                perform(.remove(try Self.name(request.query)), responder)
            }
        }
    }

    private func perform(_ order: KeyOrder, _ responder: Responder) -> Reply {
        desk.perform(order) { result in responder.complete { Self.response(to: result) } }
        return .later(deadline: Self.patience) { GatewayError.nodeUnresponsive.response }
    }

    private static func order(_ body: [UInt8]) throws(GatewayError) -> KeyOrder {
        var reader = try BodyReader(body)
        var action: String?
        var key: [UInt8]?
        var id: String?
        while let name = try reader.nextName() {
            switch name {
            case "action": action = try reader.string(name)
            case "key": key = try Self.key(try reader.string(name))
            case "id": id = try reader.string(name)
            default:
                throw .invalidRequest(
                    field: name,
                    reason: "There is no member \"\(name)\" here; there are action, key and id."
                )
            }
        }
        switch (action, key, id) {
        case ("install", let key?, nil): return .install(key)
        case ("use", nil, let id?): return .use(id)
        case ("install", nil, _):
            throw .invalidRequest(field: "key", reason: "key is missing beside install.")
        case ("install", _, _):
            throw .invalidRequest(field: "id", reason: "id does not go with install.")
        case ("use", _, nil):
            throw .invalidRequest(field: "id", reason: "id is missing beside use.")
        case ("use", _, _):
            throw .invalidRequest(field: "key", reason: "key does not go with use; id does.")
        default:
            throw .invalidRequest(field: "action", reason: "action must be install or use.")
        }
    }

    /// The reason never shows what was given: it may be most of a key.
    private static func key(_ text: String) throws(GatewayError) -> [UInt8] {
        guard let key = Base64.decode(text), sizes.contains(key.count) else {
            throw .invalidRequest(
                field: "key",
                reason: "key must be 16, 24 or 32 bytes in base64 with padding (RFC 4648 §4)."
            )
        }
        return key
    }

    private static func name(_ query: Query) throws(GatewayError) -> String {
        for name in query.names where name != "id" { throw .unknownParameter(name) }
        let ids = query.all("id")
        guard ids.count == 1 else {
            throw .invalidRequest(
                field: "id",
                reason: ids.isEmpty
                    ? "Name the key: DELETE /keys?id=…; GET /keys lists them."
                    : "id is given twice."
            )
        }
        return ids[0]
    }

    private static func response(to result: Result<KeyList, GatewayError>) -> Response {
        switch result {
        case .failure(let error): error.response
        case .success(let list): response(list)
        }
    }

    private static func response(_ list: KeyList) -> Response {
        var json = JSONWriter()
        json.openObject()
        json.key("keys")
        json.openArray()
        for (index, key) in list.keys.enumerated() {
            json.openObject()
            json.member("id", Node.keyID(of: key))
            json.key("primary")
            json.bool(index == 0)
            json.key("bits")
            json.integer(key.count * 8)
            json.closeObject()
        }
        json.closeArray()
        json.key("saved")
        json.bool(list.isSaved)
        json.closeObject()
        return Response(json: json)
    }
}
