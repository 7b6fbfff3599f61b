// SPDX-License-Identifier: Apache-2.0

/// Why a request got no answer.
enum TransferError: Error, Equatable {
    case unknownHost
    /// `nil`: the system did not say why.
    case connectionFailed(errno: Int32?)
    case connectionTimedOut
    /// The same, where there is a proxy on the way.
    case proxyFailed(String)
    /// It lets no tunnel through to the node.
    case proxyRefused(String, status: Int)
    /// Connected, but no whole answer in time.
    case answerTimedOut
    case connectionLost
    /// A stream on which nothing has come for so long, not even the sign of life.
    case silent(Duration)
    case answerTooLarge(limitBytes: Int)
    /// The certificate is nobody's whom we trust, or is another host's.
    case untrusted
    /// What came back is not HTTP.
    case notHTTP
    /// Anything else, in libcurl's words.
    case other(String)
}
