// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import Journal

extension GatewayError {
    /// The only place where a failure becomes a status.
    var status: HTTPStatus {
        switch self {
        case .invalidRequest: .badRequest
        case .noSuchMember, .unknownMembers, .unknownKey, .noSuchMessage, .noSuchConsumer,
            .noSuchDeadLetter:
            .notFound
        case .membersNotAlive, .leaving, .notEncrypted, .primaryKey, .keyringFull, .keysChanged,
            .keyInFlight, .keyInterrupted, .noJournal, .tooManyConsumers:
            .conflict
        case .keyReused: .unprocessableContent
        case .outboxFull: .insufficientStorage
        case .payloadTooLarge, .metadataTooLarge, .journal(.tooLarge): .contentTooLarge
        case .unsupportedMediaType, .unsupportedContentCoding: .unsupportedMediaType
        case .unauthorized: .unauthorized
        case .misdirected: .misdirectedRequest
        case .foreignOrigin, .foreignSite, .notPermitted: .forbidden
        case .deliveryFailed, .joinFailed: .badGateway
        case .keyringNotSaved: .internalServerError
        case .overloaded, .journal(.queueFull), .tooManyWaiting: .tooManyRequests
        case .nodeStopped, .nodeUnresponsive, .noLiveMember, .journal, .journalUnresponsive:
            .serviceUnavailable
        case .proxy(let problem): problem.status
        case .call(let problem): problem.status
        case .server(let problem): problem.status
        }
    }

    /// Stable, kebab-case, for programs.
    var code: String {
        switch self {
        case .invalidRequest: "invalid-request"
        case .noSuchMember, .unknownMembers: "unknown-member"
        case .membersNotAlive: "member-not-alive"
        case .payloadTooLarge: "payload-too-large"
        case .unsupportedMediaType: "unsupported-media-type"
        case .unsupportedContentCoding: "unsupported-content-coding"
        case .metadataTooLarge: "metadata-too-large"
        case .leaving: "leaving"
        case .joinFailed: "join-failed"
        case .noLiveMember: "no-live-member"
        case .notEncrypted: "not-encrypted"
        case .unknownKey: "unknown-key"
        case .primaryKey: "primary-key"
        case .keyringFull: "keyring-full"
        case .keyringNotSaved: "keyring-not-saved"
        case .keysChanged: "keys-changed"
        case .noSuchMessage: "unknown-message"
        case .journal(.tooLarge): "payload-too-large"
        case .journal(.queueFull): "overloaded"
        case .journal: "journal-unavailable"
        case .journalUnresponsive: "journal-unresponsive"
        case .noJournal: "no-journal"
        case .outboxFull: "outbox-full"
        case .noSuchConsumer: "unknown-consumer"
        case .noSuchDeadLetter: "unknown-message"
        case .tooManyConsumers: "too-many-consumers"
        case .tooManyWaiting: "overloaded"
        case .keyInFlight: "idempotency-key-in-flight"
        case .keyInterrupted: "idempotency-key-interrupted"
        case .keyReused: "idempotency-key-reused"
        case .unauthorized: "unauthorized"
        case .misdirected: "misdirected-request"
        case .foreignOrigin, .foreignSite: "foreign-origin"
        case .notPermitted: "not-permitted"
        case .deliveryFailed: "delivery-failed"
        case .overloaded: "overloaded"
        case .nodeStopped: "node-stopped"
        case .nodeUnresponsive: "node-unresponsive"
        case .proxy(let problem): problem.code
        case .call(let problem): problem.code
        case .server(let problem): Self.code(of: problem)
        }
    }

    private static func code(of problem: ServerProblem) -> String {
        switch problem {
        case .badRequest: "bad-request"
        case .notFound: "not-found"
        case .methodNotAllowed: "method-not-allowed"
        case .timeout: "request-timeout"
        case .bodyTooLarge: "body-too-large"
        case .uriTooLong: "uri-too-long"
        case .headTooLarge: "head-too-large"
        case .expectationFailed: "expectation-failed"
        case .notImplemented: "not-implemented"
        case .versionNotSupported: "version-not-supported"
        case .overloaded, .tooManyConnections: "server-busy"
        case .shuttingDown: "shutting-down"
        }
    }

    /// Whether the same request may succeed later.
    var isRetryable: Bool {
        switch self {
        case .overloaded, .tooManyWaiting, .outboxFull, .deliveryFailed, .membersNotAlive,
            .joinFailed,
            .noLiveMember,
            .keyringNotSaved, .keysChanged:
            true
        case .proxy(let problem): problem.isRetryable
        case .call(let problem): problem.isRetryable
        case .server(.overloaded), .server(.tooManyConnections), .server(.shuttingDown),
            .server(.timeout):
            true
        case .keyInFlight: true
        case .journal(let error): error != .closed && error.canGoOn && !error.isTooLarge
        case .noSuchMessage, .journalUnresponsive, .keyInterrupted, .keyReused, .noJournal,
            .noSuchConsumer, .noSuchDeadLetter, .tooManyConsumers:
            false
        case .invalidRequest, .noSuchMember, .unknownMembers, .payloadTooLarge,
            .unsupportedMediaType, .unsupportedContentCoding, .unauthorized, .misdirected,
            .foreignOrigin, .foreignSite, .notPermitted, .metadataTooLarge, .leaving, .notEncrypted,
            .unknownKey, .primaryKey, .keyringFull, .nodeStopped, .nodeUnresponsive, .server:
            false
        }
    }
}

extension JournalError {
    fileprivate var isTooLarge: Bool {
        if case .tooLarge = self { true } else { false }
    }
}
