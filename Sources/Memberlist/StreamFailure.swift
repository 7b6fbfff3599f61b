// SPDX-License-Identifier: Apache-2.0

import Reactor
import Wire

/// Why a conversation that this node began did not come to its end.
enum StreamFailure: Error, Equatable {
    /// Nobody was reached.
    case dial(Errno)
    /// Somebody was, and then the connection broke.
    case lost(Errno)
    case timedOut
    /// The peer hung up without a word; often its label or key differs.
    case closedBeforeReply
    /// The peer answered with an err frame.
    case refused(String)
    case malformed(StreamError)
    /// The answer was a frame of another kind than asked for.
    case unexpectedAnswer
    /// What the answer said was refused as a whole.
    case mergeRefused(String)
    case unusableAddress
    /// This machine could not go on (no descriptors, no memory).
    case system(Errno)
    case stopped

    /// Whether the other has not been asked at all, for want of something here.
    var isLocal: Bool {
        switch self {
        case .system, .stopped: true
        case .dial(let error): error.isLocalFault
        case .lost, .timedOut, .closedBeforeReply, .refused, .malformed, .unexpectedAnswer,
            .mergeRefused, .unusableAddress:
            false
        }
    }

    /// A stable name, for counters.
    var reason: String {
        switch self {
        case .dial: "dial-failed"
        case .lost: "connection-lost"
        case .timedOut: "timed-out"
        case .closedBeforeReply: "closed-before-reply"
        case .refused: "refused-by-peer"
        case .malformed(let error): "malformed-\(error.reason)"
        case .unexpectedAnswer: "unexpected-answer"
        case .mergeRefused: "merge-refused"
        case .unusableAddress: "unusable-address"
        case .system: "system"
        case .stopped: "stopped"
        }
    }

    /// What to tell an operator, without a full stop.
    var sentence: String {
        switch self {
        case .dial(let error): "cannot connect: \(error)"
        case .lost(let error): "the connection broke: \(error)"
        case .timedOut: "no answer in time"
        case .closedBeforeReply: "closed before reply: label or key differs?"
        case .refused(let words): "the peer answered: \(words)"
        case .malformed(let error): "the answer cannot be understood: \(error)"
        case .unexpectedAnswer: "the answer is not what was asked for"
        case .mergeRefused(let words): "its members cannot be merged: \(words)"
        case .unusableAddress: "it has no usable address"
        case .system(let error): "this machine cannot: \(error)"
        case .stopped: "the node is shutting down"
        }
    }

    /// The same, as the public face tells it.
    var delivery: DeliveryFailure {
        switch self {
        case .dial(.connectionRefused): .connectionRefused
        case .dial(let error), .system(let error): .unreachable(errno: error.code)
        case .lost(let error): .connectionLost(errno: error.code)
        case .timedOut: .timedOut
        case .unusableAddress: .unusableAddress
        case .stopped: .stopped
        case .closedBeforeReply, .refused, .malformed, .unexpectedAnswer, .mergeRefused:
            .connectionLost(errno: 0)
        }
    }
}
