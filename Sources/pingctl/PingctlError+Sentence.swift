// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import Glibc

extension PingctlError {
    /// One line for a person: what went wrong, where, and what may help.
    var sentence: String {
        switch self {
        case .invalidURL(let text, let source):
            "\(source): \"\(text)\" is not the URL of a node; "
                + "write it like http://127.0.0.1:8946 or unix:/run/pingd.sock"
        case .unreadableFile(let path, let errno):
            "cannot read \(path): \(Self.text(of: errno))"
        case .fileTooLarge(let path, let limitBytes):
            "\(path) is longer than \(limitBytes) bytes"
        case .invalidToken(let source):
            "\(source) holds no token: one line of visible ASCII characters is expected"
        case .unconfirmed:
            "a leave ends the node; say --yes where nobody can be asked"
        case .invalidKey(let path):
            "\(path == "-" ? "standard input" : path) holds no key: one line is expected, "
                + "16, 24 or 32 bytes in base64, as pingctl keys generate writes it"
        case .pingsItself(let name):
            "\(name) is the node that sends the pings; its own pongs go to the others only"
        case .invalidContexts(let path, let line, let reason):
            "\(path), line \(line): \(reason)"
        case .unknownContext(let name):
            "there is no context \"\(name)\"; see pingctl context list"
        case .unwritableFile(let path, let errno):
            "cannot write \(path): \(Self.text(of: errno))"
        case .homeless:
            "there is no place for contexts; set HOME or XDG_CONFIG_HOME"
        case .noAPI(let member):
            "\(member) does not say where its HTTP API is; name it with another --url"
        case .strangerAnswers(let member, let server):
            "at \(server), where \(member) says that its API is, another node answers; "
                + "name the right one with another --url"
        case .wantsToken(let member, let server):
            "\(member)'s API at \(server) wants a token, which is sent to no node that only gossip "
                + "names; name it with another --url"
        case .unrunnableCommand(let name):
            "\"\(name)\" is no program that can be run here; it is looked for in PATH"
        case .takenField(let name):
            "\(name) carries the token of the node; the application behind it needs another field"
        case .transfer(let error, let server):
            Self.sentence(of: error, server)
        case .foreignAnswer(401, let server):
            "what answers at \(server) is not pingd, and wants a user and a password; see --netrc"
        case .foreignAnswer(407, let server):
            "a proxy before \(server) wants a user and a password; name it with them, "
                + "http://USER:PASSWORD@HOST (--proxy)"
        case .foreignAnswer(let status, let server):
            "\(server) answers (\(status)), but not as pingd does; is the URL right? (--url)"
        case .problem(let problem):
            problem.detail.isEmpty ? "\(problem.status) \(problem.title)" : problem.detail
        }
    }

    /// The same, of one of several nodes.
    func sentence(at server: GatewayURL) -> String {
        if case .problem = self { "\(server): \(sentence)" } else { sentence }
    }

    private static func sentence(of error: TransferError, _ server: GatewayURL) -> String {
        switch error {
        case .unknownHost:
            "cannot reach \(server): no such host (--url)"
        case .connectionFailed(let errno):
            "cannot reach \(server): \(errno.map(text) ?? "connection failed"); "
                + "is pingd running there? (--url)"
        case .connectionTimedOut:
            "cannot reach \(server): timed out; is pingd running there? (--url)"
        case .proxyFailed(let proxy):
            "cannot reach \(server) through the proxy \(proxy); is it right? (--proxy, or the "
                + "variables http_proxy, HTTPS_PROXY and ALL_PROXY)"
        case .proxyRefused(let proxy, let status):
            "the proxy \(proxy) does not let us through to \(server): it answers \(status)"
                + (status == 407 ? "; name it with a user, http://USER:PASSWORD@HOST" : "")
        case .answerTimedOut:
            "\(server) did not answer in time (--timeout)"
        case .connectionLost:
            "\(server) closed the connection without a whole answer; try again"
        case .silent(let duration):
            "\(server) has said nothing for \(duration.text)"
        case .answerTooLarge(let limitBytes):
            "\(server) answers with more than \(limitBytes >> 20) MiB; is the URL right? (--url)"
        case .untrusted:
            "\(server) shows a certificate that is not trusted here, or is another host's; "
                + "name its authority with --cacert"
        case .notHTTP:
            "\(server) does not speak HTTP; is the URL right? (--url)"
        case .other(let text):
            "cannot reach \(server): \(text) (--url)"
        }
    }

    /// The system's words for an error, in lower case as they stand in a sentence.
    static func text(of errno: Int32) -> String {
        let words = String(cString: strerror(errno))
        return words.prefix(1).lowercased() + words.dropFirst()
    }
}
