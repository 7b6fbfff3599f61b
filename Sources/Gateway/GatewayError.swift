// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTPServer
import Journal

/// Why a request was not done.
enum GatewayError: Error, Equatable, Sendable {
    /// What the client wrote cannot be meant; `field` names the member or parameter.
    case invalidRequest(field: String?, reason: String)
    case noSuchMember(String)
    /// Recipients nobody here has heard of; nothing was sent.
    case unknownMembers([String])
    /// Named, known, but dead or left; nothing was sent.
    case membersNotAlive([String])
    /// More than one packet, or one stream, can carry.
    case payloadTooLarge(limit: Int)
    case unsupportedMediaType(
        String,
        accepted: [String] = ["application/json", "application/octet-stream"]
    )
    case unsupportedContentCoding(String)
    /// The metadata would have so many bytes, `reserved` of them the node's own words; `left` is
    /// what the present one leaves.
    case metadataTooLarge(
        bytes: Int,
        reserved: Int,
        left: Int,
        limit: Int = OwnMetadata.limitBytes
    )
    /// A node that says goodbye takes no further orders.
    case leaving
    /// No address of a join could be reached.
    case joinFailed([JoinResultBody])
    /// Nobody is alive or suspect, this node included, so that nobody owns anything.
    case noLiveMember
    /// There is no keyring, and beginning to encrypt under way would cut the node off.
    case notEncrypted
    /// By its name.
    case unknownKey(String)
    /// The key that encrypts; without it the node would be cut off.
    case primaryKey(String)
    case keyringFull(limit: Int)
    /// The file could not be written; nothing was changed.
    case keyringNotSaved(String)
    /// The ring was changed from elsewhere at the same time.
    case keysChanged
    /// No message of this node has that id, or it is forgotten.
    case noSuchMessage(String)
    /// The journal did not keep, or did not read, what it should; nothing was done.
    case journal(JournalError)
    /// The journal did not answer in time, and nobody knows whether anything was done.
    case journalUnresponsive
    /// What is asked for is kept in a journal, and there is none.
    case noJournal
    /// As many messages or bytes wait in the outbox as may.
    case outboxFull(messages: Int, bytes: Int)
    /// By its name.
    case noSuchConsumer(String)
    case noSuchDeadLetter(UInt64)
    /// There are as many consumers as there may be.
    case tooManyConsumers(Int)
    /// As many consumers' requests wait for messages as may.
    case tooManyWaiting
    /// The request with this key is being carried out.
    case keyInFlight
    /// The request with this key was cut off by the end of the process.
    case keyInterrupted
    /// The key belongs to another request.
    case keyReused
    case unauthorized(isTokenShown: Bool)
    case misdirected(host: String)
    case foreignOrigin(String)
    /// The browser says that the request is another site's.
    case foreignSite
    /// The token, or the whole node, is not for this.
    case notPermitted(Permission, isTokenAtFault: Bool)
    /// No copy of the message could be sent.
    case deliveryFailed(id: String, results: [RecipientResultBody])
    /// The node has too many orders waiting.
    case overloaded
    case nodeStopped
    /// The node's thread did not answer in time.
    case nodeUnresponsive
    /// A request could not be relayed to the application beside a member.
    case proxy(ProxyProblem)
    /// A call has no answer, or its answer no caller.
    case call(CallProblem)
    /// The HTTP server answers by itself.
    case server(ServerProblem)
}
