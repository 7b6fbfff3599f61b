// SPDX-License-Identifier: Apache-2.0

import HTTP1
import Memberlist
import Messaging

/// Why a request did not reach the application beside a member, or its answer did not come back.
enum ProxyProblem: Error, Equatable, Sendable {
    /// The request has been here before.
    case loop
    /// `Upgrade` asks for another protocol.
    case upgrade(String)
    /// The head does not fit into what members tell each other.
    case headTooLarge
    /// The node beside the application says why.
    case refused(RelayRefusal, member: String)
    /// The member is dead or has left.
    case notAlive(member: String)
    /// The member has no lanes.
    case notCapable(member: String)
    case unreachable(member: String, reason: String)
    /// The member's node knows nothing of proxying.
    case unknownMethod(member: String)
    case overloaded(member: String)
    /// No answer in time.
    case timeout(member: String)
    /// What the member said is no answer.
    case badAnswer(member: String)

    var status: HTTPStatus {
        switch self {
        case .loop: HTTPStatus(508)
        case .upgrade: .notImplemented
        case .headTooLarge: .requestHeaderFieldsTooLarge
        case .refused(let refusal, _): Self.status(of: refusal.code)
        case .unknownMethod: .notFound
        case .notAlive: .conflict
        case .notCapable, .unreachable, .badAnswer: .badGateway
        case .overloaded: .tooManyRequests
        case .timeout: .gatewayTimeout
        }
    }

    private static func status(of code: RelayRefusal.Code) -> HTTPStatus {
        switch code {
        case .noUpstream: .notFound
        case .notAllowed: .forbidden
        case .unreachable, .broken: .badGateway
        case .timeout: .gatewayTimeout
        case .overloaded: .tooManyRequests
        case .invalidRequest: .badRequest
        }
    }

    var code: String {
        switch self {
        case .loop: "loop-detected"
        case .upgrade: "upgrade-not-supported"
        case .headTooLarge: "head-too-large"
        case .refused(let refusal, _): Self.code(of: refusal.code)
        case .unknownMethod: "no-upstream"
        case .notAlive: "member-not-alive"
        case .notCapable: "no-lane"
        case .unreachable: "unreachable"
        case .overloaded: "overloaded"
        case .timeout: "timeout"
        case .badAnswer: "broken-answer"
        }
    }

    private static func code(of code: RelayRefusal.Code) -> String {
        switch code {
        case .noUpstream: "no-upstream"
        case .notAllowed: "proxy-not-allowed"
        case .unreachable: "upstream-unreachable"
        case .broken: "bad-upstream-answer"
        case .timeout: "upstream-timeout"
        case .overloaded: "upstream-overloaded"
        case .invalidRequest: "invalid-request"
        }
    }

    var isRetryable: Bool {
        switch self {
        case .notAlive, .unreachable, .overloaded, .timeout: true
        case .refused(let refusal, _):
            [.unreachable, .timeout, .overloaded].contains(refusal.code)
        case .loop, .upgrade, .headTooLarge, .unknownMethod, .notCapable, .badAnswer: false
        }
    }

    var sentence: String {
        switch self {
        case .loop:
            "The request has come through this node before; an upstream sends it round in a circle."
        case .upgrade(let to):
            "Other protocols are not relayed: the request asks for an upgrade to \(to)."
        case .headTooLarge: "The head is larger than what members hand on to each other."
        case .refused(let refusal, let member): "\"\(member)\" says: \(refusal.sentence)"
        case .notAlive(let member): "\"\(member)\" is dead or has left; nothing reached it."
        case .notCapable(let member):
            "\"\(member)\" has no lanes, so nothing can be relayed to it; it is no pingd, or one "
                + "without them."
        case .unreachable(let member, let reason): "\"\(member)\" cannot be reached: \(reason)."
        case .unknownMethod(let member):
            "\"\(member)\" relays nothing to an application: its pingd was started without "
                + "--upstream, or is too old."
        case .overloaded(let member):
            "Too many requests to \"\(member)\" are under way already."
        case .timeout(let member): "Nothing came from \"\(member)\" in time."
        case .badAnswer(let member):
            "What came from \"\(member)\" is no answer that can be handed on."
        }
    }

    /// What a call that is over before its answer means.
    static func after(_ failure: CallFailure, _ member: String) -> GatewayError {
        switch failure {
        case .unknownMember: .noSuchMember(member)
        case .memberNotAlive: .proxy(.notAlive(member: member))
        case .notCapable: .proxy(.notCapable(member: member))
        case .unreachable:
            .proxy(.unreachable(member: member, reason: "it answered no call in time"))
        case .forgotten:
            .proxy(.unreachable(member: member, reason: "it has begun anew and forgot the call"))
        case .deadline: .proxy(.timeout(member: member))
        case .cancelled: .proxy(.badAnswer(member: member))
        case .tooLarge: .proxy(.headTooLarge)
        case .overloaded: .proxy(.overloaded(member: member))
        case .stopped: .nodeStopped
        }
    }

    /// What a reply with a status that is not `ok` means.
    static func after(_ status: LaneStatus, _ member: String) -> ProxyProblem {
        switch status {
        case .busy: .overloaded(member: member)
        case .unknownMethod: .unknownMethod(member: member)
        case .deadline: .timeout(member: member)
        default: .badAnswer(member: member)
        }
    }
}
