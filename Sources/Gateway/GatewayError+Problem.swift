// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTP1
import HTTPServer
import JSONText
import Journal

extension GatewayError {
    var problem: ProblemBody {
        var body = ProblemBody(
            title: status.reason,
            status: Int(status.code),
            detail: detail,
            code: code,
            retryable: isRetryable
        )
        switch self {
        case .invalidRequest(let field, _): body.field = field
        case .noSuchMember(let name): body.members = [name]
        case .unknownMembers(let names), .membersNotAlive(let names): body.members = names
        case .payloadTooLarge(let limit), .journal(.tooLarge(_, let limit)),
            .server(.bodyTooLarge(let limit)),
            .server(.uriTooLong(let limit)):
            body.limit = limit
        case .tooManyConsumers(let limit): body.limit = limit
        case .metadataTooLarge(let bytes, _, let left, let limit):
            body.limit = limit
            body.bytes = bytes
            body.left = left
        case .joinFailed(let results): body.addresses = results
        case .call(.tooLarge(let limit)): body.limit = limit
        case .deliveryFailed(let id, let results):
            body.id = id
            body.results = results
        default: break
        }
        return body
    }

    var response: Response {
        var json = JSONWriter()
        json.write(problem)
        json.endLine()
        var response = Response(status, body: json.bytes)
        response.fields.append("Content-Type", "application/problem+json")
        switch self {
        case .unauthorized(let isTokenShown):
            let error = isTokenShown ? ", error=\"invalid_token\"" : ""
            response.fields.append("WWW-Authenticate", "Bearer realm=\"pingd\"\(error)")
        case .overloaded, .tooManyWaiting, .journal(.queueFull), .keyInFlight, .server(.overloaded),
            .server(.tooManyConnections), .call(.busy), .call(.tooManyMethods):
            response.fields.append("Retry-After", "1")
        case .unsupportedMediaType(_, let accepted):
            response.fields.append("Accept", accepted.joined(separator: ", "))
        case .unsupportedContentCoding:
            response.fields.append("Accept-Encoding", "identity")
        default: break
        }
        return response
    }

    /// What is wrong with this request, for people.
    private var detail: String {
        switch self {
        case .invalidRequest(_, let reason): reason
        case .noSuchMember(let name): "No member is called \"\(name)\"."
        case .unknownMembers(let names):
            "No member is called \(Self.list(names)); nothing was sent to anyone."
        case .membersNotAlive(let names):
            "\(Self.list(names)) \(names.count == 1 ? "is" : "are") dead or left; "
                + "nothing was sent to anyone."
        case .payloadTooLarge(let limit):
            "The payload is larger than the \(limit) bytes that can be carried this way."
        case .unsupportedMediaType(let type, let accepted):
            "A body of type \(type) is not read here, only "
                + accepted.joined(separator: " and ") + "."
        case .unsupportedContentCoding(let coding): "A body coded as \(coding) is not read here."
        case .metadataTooLarge(let bytes, let reserved, _, let limit):
            "The metadata would have \(bytes) bytes, \(reserved) of them the node's own words; "
                + "the limit is \(limit)."
        case .leaving: "The node is leaving the cluster."
        case .joinFailed(let results):
            results.count == 1
                ? "\(results[0].address) could not be joined: \(results[0].error ?? "it failed")."
                : "None of \(results.count) addresses could be joined."
        case .noLiveMember: "No member is alive, so nobody owns the key."
        case .notEncrypted:
            "This node does not encrypt gossip; start it with --key or --keyring to have keys."
        case .unknownKey(let id): "The ring has no key called \(id)."
        case .primaryKey(let id):
            "\(id) is the key that encrypts; use another one first, here and everywhere."
        case .keyringFull(let limit): "The ring has \(limit) keys already; remove one first."
        case .keyringNotSaved(let reason): "Nothing was changed: \(reason)."
        case .keysChanged: "The keys were changed from elsewhere meanwhile; look again."
        case .noSuchMessage(let id):
            "No message with the id \"\(id)\" is known; only the newest are."
        case .journal(let error): "Nothing was done: \(error)."
        case .journalUnresponsive: "The journal did not answer in time; nobody knows what was done."
        case .noJournal:
            "This node keeps nothing on a disk; start it with --data-dir to have this."
        case .outboxFull(let messages, let bytes):
            "The outbox is full: \(messages) messages, \(bytes) bytes wait for their recipients."
        case .noSuchConsumer(let name): "No consumer is called \"\(name)\"."
        case .noSuchDeadLetter(let number): "There is no dead letter with the number \(number)."
        case .tooManyConsumers(let limit):
            "There are \(limit) consumers already; delete one that is not used any more."
        case .tooManyWaiting: "Too many consumers' requests wait for messages already."
        case .keyInFlight: "The request with this Idempotency-Key is being carried out; ask again."
        case .keyInterrupted:
            "The request with this Idempotency-Key was cut off when the node ended; nobody knows "
                + "whether it was done. Look, then use a new key."
        case .keyReused:
            "This Idempotency-Key belongs to another request: the method, path, parameters, type "
                + "or body was different."
        case .unauthorized(let isTokenShown):
            isTokenShown
                ? "The token is not the one this node expects."
                : "This node expects a token: Authorization: Bearer …"
        case .misdirected(let host):
            "This node is not known as \(host); --http-host makes a name known to it."
        case .foreignOrigin(let origin): "Pages from \(origin) may not use this node."
        case .foreignSite: "Pages of other sites may not use this node."
        case .notPermitted(let permission, isTokenAtFault: true):
            "This token does not permit its holder to \(permission)."
        case .notPermitted(let permission, isTokenAtFault: false):
            "This node lets nobody \(permission) over HTTP; --http-allow says what it permits."
        case .deliveryFailed(_, let results): Self.summary(results)
        case .overloaded: "Too many messages are waiting to be sent already."
        case .nodeStopped: "The node has stopped."
        case .nodeUnresponsive: "The node did not answer in time."
        case .proxy(let problem): problem.sentence
        case .call(let problem): problem.detail
        case .server(let problem): problem.sentence
        }
    }

    private static func summary(_ results: [RecipientResultBody]) -> String {
        guard results.count == 1, let only = results.first else {
            return "The message could be sent to none of \(results.count) members."
        }
        return "The message could not be sent to \(only.to): \(only.error ?? "it failed")."
    }

    /// A few names, for a sentence.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(5).map { "\"\($0)\"" }.joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }
}
