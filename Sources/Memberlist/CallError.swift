// SPDX-License-Identifier: Apache-2.0

import JSONText
import Messaging

/// Why a call has no reply, or not a whole one; each case says what is known of the work.
///
/// What a served method throws of these is told to its caller: `failed` with its words, `busy`,
/// `unknownMethod`, and `tooLarge` as `requestTooLarge`. Anything else is told as a failure without
/// words.
public enum CallError: Error, Sendable, Hashable {
    // MARK: Nothing was done

    /// No member has that name.
    case unknownMember(String)
    /// The member is dead or has left.
    case memberNotAlive(String)
    /// The member, or this node, has no lanes (``NodeSettings/lanes``); stock peers never do.
    case notCapable(String)
    /// The member was not reached within the call's time.
    case unreachable
    /// Too many calls are under way, here or there; it may be tried again.
    case busy
    /// Nobody there serves the method.
    case unknownMethod
    /// The method's name is empty, or longer than 255 bytes of UTF-8.
    case invalidMethod(bytes: Int, limit: Int)
    /// The method takes no request so large.
    case requestTooLarge

    // MARK: It may have been carried out

    /// The call's time is over.
    case timedOut
    /// The other side has given the call up, or began anew and knows nothing of it.
    case lost
    /// The method says so, in its own words: at most 4,096 bytes of them, which may hold anything.
    case failed(String)
    /// What came is larger than whoever reads it takes; of a reply, the call was carried out.
    case tooLarge(limit: Int)
    /// The other side wants no more of the body that is written; the call goes on.
    case notWanted
    /// The task was cancelled, and the other side is told that nobody waits.
    case cancelled
    /// The node has ended.
    case stopped
}

extension CallError {
    /// Bytes of a method's words that are kept.
    static let wordsLimit = 4_096

    init(_ failure: CallFailure, member: String) {
        self =
            switch failure {
            case .unknownMember: .unknownMember(member)
            case .memberNotAlive: .memberNotAlive(member)
            case .notCapable: .notCapable(member)
            case .unreachable: .unreachable
            case .deadline: .timedOut
            case .cancelled, .forgotten: .lost
            case .tooLarge(let bytes, let limit): .invalidMethod(bytes: bytes, limit: limit)
            case .overloaded: .busy
            case .stopped: .stopped
            }
    }

    /// `nil` for an answer.
    init?(_ status: LaneStatus, _ words: [UInt8]) {
        switch status {
        case .ok: return nil
        case .busy: self = .busy
        case .unknownMethod: self = .unknownMethod
        case .deadline: self = .timedOut
        case .cancelled: self = .lost
        case .tooLarge: self = .requestTooLarge
        default: self = .failed(String(decoding: words.prefix(Self.wordsLimit), as: UTF8.self))
        }
    }

    /// How a caller is told that a method has thrown this.
    var status: (LaneStatus, words: [UInt8]) {
        switch self {
        case .busy: (.busy, [])
        case .unknownMethod: (.unknownMethod, [])
        case .tooLarge: (.tooLarge, [])
        case .failed(let words): (.failed, Array(words.utf8.prefix(Self.wordsLimit)))
        default: (.failed, [])
        }
    }
}

extension CallError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownMember(let name): "no member has the name \(PrintableText.escaping(name))"
        case .memberNotAlive(let name): "dead or gone: \(PrintableText.escaping(name))"
        case .notCapable(let name):
            "no lane leads to \(PrintableText.escaping(name)): it or this node has none"
        case .unreachable: "the member could not be reached, and was not called"
        case .busy: "too many calls are under way; nothing was done"
        case .unknownMethod: "nobody there serves the method; nothing was done"
        case .invalidMethod(let bytes, let limit):
            "a method's name has 1 to \(limit) bytes, and this one \(bytes)"
        case .requestTooLarge: "the request is larger than the method takes"
        case .timedOut: "no reply in time; the call may have been carried out"
        case .lost: "the other side knows the call no more; it may have been carried out"
        case .failed(""): "the method failed, without a word"
        case .failed(let words): "the method failed: \(PrintableText.escaping(words))"
        case .tooLarge(let limit): "what came is larger than \(limit) bytes"
        case .notWanted: "the other side wants no more of the body"
        case .cancelled: "nobody waits for the reply: the task was cancelled"
        case .stopped: "the node has ended"
        }
    }
}
