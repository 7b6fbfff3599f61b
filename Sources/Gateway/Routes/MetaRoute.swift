// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTP1
import HTTPServer
import JSONText
import Memberlist

/// `GET`, `PUT` and `PATCH /meta`: this node's tags, gossiped to all.
struct MetaRoute: Sendable {
    /// How much longer than the timeout the node is given to say what became of it.
    private static let grace: Duration = .seconds(2)

    let desk: MetadataDesk

    func add(to router: inout Router) {
        router.on(.get, "/meta", for: .read) { request, _ in
            Reply { () throws(GatewayError) in
                if let pair = request.query.pairs.first { throw .unknownParameter(pair.name) }
                return .now(Self.response(desk.present))
            }
        }
        router.on(.put, "/meta", for: .operate) { request, responder in
            Reply { () throws(GatewayError) in
                let tags = try Self.tags(in: request)
                return try change(request, responder) { present throws(GatewayError) in
                    try present.replacingTags(with: tags)
                }
            }
        }
        router.on(.patch, "/meta", for: .operate) { request, responder in
            Reply { () throws(GatewayError) in
                let patch = try Self.tags(in: request)
                return try change(request, responder) { present throws(GatewayError) in
                    try present.patchingTags(with: patch)
                }
            }
        }
    }

    private func change(
        _ request: Request,
        _ responder: Responder,
        _ change: (OwnMetadata) throws(GatewayError) -> OwnMetadata
    ) throws(GatewayError) -> Reply {
        let timeout = try request.query.timeout(standard: .seconds(10))
        try desk.change(timeout: timeout, change) { metadata, failure in
            responder.complete { response(metadata, failure) }
        }
        return .later(deadline: timeout + Self.grace) { GatewayError.nodeUnresponsive.response }
    }

    /// The object in the body, without the tag that is the node's own.
    private static func tags(in request: Request) throws(GatewayError) -> JSONTree {
        try request.requireJSON()
        let object = try BodyReader.object(request.body, maximumDepth: OwnMetadata.maximumDepth)
        if case .object(let members) = object,
            members.contains(where: { $0.isCalled(Announcement.key) })
        {
            throw .invalidRequest(
                field: Announcement.key,
                reason: "\(Announcement.key) is what the node says of itself; choose another name."
            )
        }
        return object
    }

    private func response(_ metadata: OwnMetadata, _ failure: UpdateError?) -> Response {
        switch failure {
        case nil: Self.response(metadata, isTold: true)
        case .timedOut: Self.response(metadata, isTold: false)
        case .leaving: GatewayError.leaving.response
        // Packets may be set so small that they cannot carry what the protocol allows.
        case .metadataTooLarge(let bytes, let limit):
            GatewayError.metadataTooLarge(
                bytes: bytes,
                reserved: metadata.reservedBytes,
                left: max(0, limit - desk.present.bytes.count),
                limit: limit
            ).response
        // Nobody here waits in a task that could be cancelled.
        case .cancelled, .stopped: GatewayError.nodeStopped.response
        }
    }

    private static func response(_ metadata: OwnMetadata, isTold: Bool? = nil) -> Response {
        let bytes = metadata.bytes.count
        var json = JSONWriter(capacity: 1_024)
        json.openObject()
        json.key("meta")
        JSONTree.object(metadata.tags).write(to: &json)
        json.key("bytes")
        json.integer(bytes)
        json.key("reserved")
        json.integer(metadata.reservedBytes)
        json.key("left")
        json.integer(max(0, OwnMetadata.limitBytes - bytes))
        json.key("limit")
        json.integer(OwnMetadata.limitBytes)
        if let isTold {
            json.key("told")
            json.bool(isTold)
        }
        json.closeObject()
        return Response(json: json)
    }
}
