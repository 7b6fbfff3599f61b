// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

/// Why a command did not get what it was asked for.
enum PingctlError: Error, Equatable {
    case invalidURL(String, source: String)
    case unreadableFile(path: String, errno: Int32)
    case fileTooLarge(path: String, limitBytes: Int)
    /// Empty, or with characters that no header field may carry.
    case invalidToken(source: String)
    /// A leave that nobody can be asked about, without `--yes`.
    case unconfirmed
    /// What should hold one key of 16, 24 or 32 bytes in base64, and does not.
    case invalidKey(path: String)
    /// A ping to the node that is asked to send it.
    case pingsItself(String)
    /// A file of contexts that cannot be read as one.
    case invalidContexts(path: String, line: Int, reason: String)
    case unknownContext(String)
    case unwritableFile(path: String, errno: Int32)
    /// Contexts are to be kept, and there is neither HOME nor XDG_CONFIG_HOME.
    case homeless
    /// A member whose own API should be asked, and cannot be.
    case noAPI(member: String)
    /// Another node answers where a member's API should be.
    case strangerAnswers(member: String, GatewayURL)
    /// A member's own API wants a token, and gets none from us.
    case wantsToken(member: String, GatewayURL)
    /// A command that is to be run, and is not there or may not be run.
    case unrunnableCommand(String)
    /// A field that the node's own token goes in.
    case takenField(String)
    case transfer(TransferError, GatewayURL)
    /// An answer that pingd does not give.
    case foreignAnswer(status: Int, GatewayURL)
    /// The server's refusal, in its own words.
    case problem(ProblemBody)
}

extension PingctlError {
    /// The only place where a failure becomes an exit code.
    var exitStatus: ExitStatus {
        switch self {
        case .invalidURL, .unreadableFile, .fileTooLarge, .invalidToken, .unconfirmed, .invalidKey,
            .pingsItself, .invalidContexts, .unknownContext, .unwritableFile, .homeless,
            .unrunnableCommand, .takenField:
            .usage
        case .noAPI, .strangerAnswers: .no
        case .wantsToken, .foreignAnswer(401, _): .notAllowed
        case .foreignAnswer: .unreachable
        case .transfer(let error, _): Self.exitStatus(of: error)
        case .problem(let problem): Self.exitStatus(of: problem)
        }
    }

    /// Whether the same may succeed a moment later: the node is restarted, or the network is back.
    var mayPass: Bool {
        switch self {
        case .transfer(.unknownHost, _), .transfer(.connectionFailed, _),
            .transfer(.connectionTimedOut, _), .transfer(.proxyFailed, _):
            true
        default: exitStatus == .tryAgain
        }
    }

    private static func exitStatus(of error: TransferError) -> ExitStatus {
        switch error {
        case .unknownHost, .connectionFailed, .connectionTimedOut, .notHTTP, .answerTooLarge,
            .untrusted, .proxyFailed, .proxyRefused, .other:
            .unreachable
        case .answerTimedOut, .connectionLost, .silent:
            .tryAgain
        }
    }

    private static func exitStatus(of problem: ProblemBody) -> ExitStatus {
        switch problem.code {
        // May succeed later, and yet is the answer: every recipient and address is told of.
        case "delivery-failed", "join-failed": return .no
        case "keys-changed": return .tryAgain
        default: break
        }
        return switch problem.status {
        case 401, 403, 421: .notAllowed
        case 404, 409: .no
        case 408, 429, 503, 504: .tryAgain
        case 400..<500: .usage
        default: problem.retryable ? .tryAgain : .no
        }
    }
}
