// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTP1
import HTTPServer
import JSONText
import Memberlist

/// `POST /join`: other members by their addresses.
struct JoinRoute: Sendable {
    /// Addresses in one request; ours.
    static let addressLimit = 100
    private static let grace: Duration = .seconds(2)

    let access: NodeAccess

    func add(to router: inout Router) {
        router.on(.post, "/join", for: .operate) { request, responder in
            Reply { () throws(GatewayError) in try join(request, responder) }
        }
    }

    private func join(_ request: Request, _ responder: Responder) throws(GatewayError) -> Reply {
        if let pair = request.query.pairs.first { throw .unknownParameter(pair.name) }
        try request.requireJSON()
        let (addresses, timeout) = try Self.order(request.body)
        guard !access.readiness().isLeaving else { throw .leaving }
        access.operations.join(addresses, timeout) { outcomes in
            responder.complete { Self.response(to: outcomes, timeout: timeout) }
        }
        return .later(deadline: timeout + Self.grace) { GatewayError.nodeUnresponsive.response }
    }

    private static func order(
        _ body: [UInt8]
    ) throws(GatewayError) -> (addresses: [String], timeout: Duration) {
        var reader = try BodyReader(body)
        var addresses: [String]?
        var timeout: Duration?
        while let name = try reader.nextName() {
            switch name {
            case "addresses":
                addresses = try reader.strings(
                    name,
                    of: "an address or an array of addresses",
                    ifEmpty: "give at least one address."
                )
            case "timeout": timeout = try SendRequest.timeout(try reader.string(name))
            default:
                throw .invalidRequest(
                    field: name,
                    reason: "There is no member \"\(name)\" in a join."
                )
            }
        }
        guard let addresses else {
            throw .invalidRequest(field: "addresses", reason: "addresses is missing.")
        }
        guard addresses.count <= addressLimit else {
            throw .invalidRequest(
                field: "addresses",
                reason: "addresses holds \(addresses.count) addresses; the limit is "
                    + "\(addressLimit)."
            )
        }
        for address in addresses {
            guard let flaw = Node.flaw(inJoinAddress: address) else { continue }
            throw .invalidRequest(
                field: "addresses",
                reason: "An address is no [name/]host[:port]: \(PrintableText.escaping(flaw))."
            )
        }
        return (addresses, timeout ?? .seconds(10))
    }

    private static func response(to outcomes: [JoinOutcome]?, timeout: Duration) -> Response {
        guard let outcomes else { return GatewayError.nodeStopped.response }
        let results = outcomes.map { JoinResultBody($0, timeout: timeout) }
        let joined = outcomes.count { $0.contacted > 0 }
        guard joined > 0 else { return GatewayError.joinFailed(results).response }
        var json = JSONWriter()
        json.openObject()
        json.key("joined")
        json.integer(joined)
        json.key("failed")
        json.integer(results.count - joined)
        json.key("results")
        json.write(results)
        json.closeObject()
        return Response(json: json)
    }
}

extension JoinResultBody {
    fileprivate init(_ outcome: JoinOutcome, timeout: Duration) {
        let isJoined = outcome.contacted > 0
        let reasons =
            outcome.failures.isEmpty
            ? "it has not answered within \(timeout.text)"
            : outcome.failures.joined(separator: "; ")
        self.init(
            address: outcome.address,
            status: isJoined ? "joined" : "failed",
            error: isJoined && outcome.failures.isEmpty ? nil : reasons
        )
    }
}
