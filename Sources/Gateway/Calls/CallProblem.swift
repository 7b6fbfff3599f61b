// SPDX-License-Identifier: Apache-2.0

import HTTP1
import Memberlist
import Messaging

/// Why a call of a member's method has no answer.
enum CallProblem: Error, Equatable, Sendable {
    case unknownMethod(String, member: String)
    case deadline(member: String)
    case unreachable(member: String)
    /// The member has no lanes.
    case noLane(member: String)
    case busy(member: String)
    /// The member says so, in these words.
    case failed(member: String, words: String)
    /// It has given the call up or forgotten it; whether it was carried out, nobody knows.
    case lost(member: String)
    case tooLarge(limit: Int?)
    // Of takers.
    case unknownCall
    case leaseOver
    case answered
    case callOver
    case tooManyMethods

    init(_ failure: CallFailure, member: String) {
        self =
            switch failure {
            case .notCapable: .noLane(member: member)
            case .deadline: .deadline(member: member)
            case .cancelled, .forgotten: .lost(member: member)
            case .tooLarge(_, let limit): .tooLarge(limit: limit)
            case .overloaded: .busy(member: member)
            case .unknownMember, .memberNotAlive, .unreachable, .stopped:
                .unreachable(member: member)
            }
    }

    /// `nil` for an answer.
    init?(_ status: LaneStatus, _ words: [UInt8], method: String, member: String) {
        switch status {
        case .ok: return nil
        case .busy: self = .busy(member: member)
        case .unknownMethod: self = .unknownMethod(method, member: member)
        case .deadline: self = .deadline(member: member)
        case .cancelled: self = .lost(member: member)
        case .tooLarge: self = .tooLarge(limit: nil)
        default:
            let words = String(decoding: words.prefix(Self.shownBytes), as: UTF8.self)
            self = .failed(member: member, words: words)
        }
    }

    init(_ refusal: CallDesk.ReplyRefusal) {
        self =
            switch refusal {
            case .unknown: .unknownCall
            case .leaseOver: .leaseOver
            case .answered: .answered
            case .callOver: .callOver
            }
    }

    /// Of an application's words.
    private static let shownBytes = 4_096

    var status: HTTPStatus {
        switch self {
        case .unknownMethod, .unknownCall: .notFound
        case .deadline: .gatewayTimeout
        case .unreachable, .noLane, .failed, .lost: .badGateway
        case .busy, .tooManyMethods: .tooManyRequests
        case .tooLarge: .contentTooLarge
        case .leaseOver, .answered, .callOver: .conflict
        }
    }

    var code: String {
        switch self {
        case .unknownMethod: "unknown-method"
        case .deadline: "deadline"
        case .unreachable: "unreachable"
        case .noLane: "no-lane"
        case .busy, .tooManyMethods: "busy"
        case .failed: "application-failed"
        case .lost: "call-lost"
        case .tooLarge: "payload-too-large"
        case .unknownCall: "unknown-call"
        case .leaseOver: "lease-over"
        case .answered: "already-answered"
        case .callOver: "call-over"
        }
    }

    /// Whether the same may succeed later, and cannot be done twice by that.
    var isRetryable: Bool {
        switch self {
        case .unreachable, .busy, .tooManyMethods: true
        default: false
        }
    }

    var detail: String {
        switch self {
        case .unknownMethod(let method, let member):
            "Nobody serves \"\(method)\" on \"\(member)\"; nothing was done."
        case .deadline(let member):
            "\"\(member)\" did not answer in time; the call may have been carried out."
        case .unreachable(let member): "\"\(member)\" could not be reached; it was not called."
        case .noLane(let member):
            "\"\(member)\" cannot be called: it is no pingd, or has its lanes turned off."
        case .busy(let member): "\"\(member)\" has too many calls already; nothing was done."
        case .failed(let member, let words):
            words.isEmpty ? "The application at \"\(member)\" says that it failed." : words
        case .lost(let member):
            "\"\(member)\" knows nothing of the call any more; it may have been carried out."
        case .tooLarge(let limit?): "The body is larger than the \(limit) bytes a call may have."
        case .tooLarge(nil): "The body is larger than the member takes."
        case .unknownCall: "No call was leased under this id."
        case .leaseOver: "The lease is over; another taker has the call, or will."
        case .answered: "The call has been answered under this id already."
        case .callOver: "The caller waits no longer."
        case .tooManyMethods: "Too many methods are named by takers of this node."
        }
    }
}
