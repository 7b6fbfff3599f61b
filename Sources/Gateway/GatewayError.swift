// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTPServer

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
    case unsupportedMediaType(String)
    case unsupportedContentCoding(String)
    case unauthorized(isTokenShown: Bool)
    case misdirected(host: String)
    case foreignOrigin(String)
    /// No copy of the message could be sent.
    case deliveryFailed(id: String, results: [RecipientResultBody])
    /// The node has too many orders waiting.
    case overloaded
    case nodeStopped
    /// The node's thread did not answer in time.
    case nodeUnresponsive
    /// The HTTP server answers by itself.
    case server(ServerProblem)
}
