// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

/// Why a command did not get what it was asked for.
enum PingctlError: Error, Equatable {
    case invalidURL(String, source: String)
    case unreadableFile(path: String, errno: Int32)
    case fileTooLarge(path: String, limitBytes: Int)
    /// Empty, or with characters that no header field may carry.
    case invalidToken(source: String)
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
        case .invalidURL, .unreadableFile, .fileTooLarge, .invalidToken: .usage
        case .foreignAnswer: .unreachable
        case .transfer(let error, _): Self.exitStatus(of: error)
        case .problem(let problem): Self.exitStatus(of: problem)
        }
    }

    private static func exitStatus(of error: TransferError) -> ExitStatus {
        switch error {
        case .unknownHost, .connectionFailed, .connectionTimedOut, .notHTTP, .answerTooLarge,
            .other:
            .unreachable
        case .answerTimedOut, .connectionLost:
            .tryAgain
        }
    }

    private static func exitStatus(of problem: ProblemBody) -> ExitStatus {
        switch problem.status {
        case 401, 403, 421: .notAllowed
        case 404, 409: .no
        case 408, 429, 503, 504: .tryAgain
        case 400..<500: .usage
        default: problem.retryable ? .tryAgain : .no
        }
    }
}
