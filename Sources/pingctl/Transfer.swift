// SPDX-License-Identifier: Apache-2.0

import CCurl
import Glibc

/// One request that libcurl carries out, and what has come of its answer.
///
/// No redirect is followed and no cookie kept: a token goes to the server that was named, and to
/// no other. A proxy of the environment is used for distant servers only.
final class Transfer {
    /// Largest answer that is read, and largest part of a stream that waits to be taken.
    static let answerLimitBytes = 64 << 20

    let handle: CURLHandle
    /// What became of it; `nil` while it is under way.
    private(set) var outcome: Result<HTTPReply, TransferError>?
    private let fields: FieldList?
    /// On the way, as far as is known.
    private let proxy: String?
    let head = HeadCollector()
    private let answer = AnswerCollector(limitBytes: Transfer.answerLimitBytes)

    init(_ request: TransferRequest) throws(TransferError) {
        guard let handle = curl_easy_init() else { throw .other("libcurl does not start") }
        self.handle = handle
        fields = Self.fieldList(request)
        proxy = request.trust.proxy(to: request.server)
        var code = Self.configure(handle, request, fields: fields)
        if code == CURLE_OK { code = receive() }
        if code == CURLE_OK { code = receiveHead() }
        guard code == CURLE_OK else { throw TransferError(code, on: handle) }
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(fields)
    }

    /// Whether a piece of the body has come, so that the head is whole.
    var hasBody: Bool { answer.heardAt != nil }
    /// When the last piece of the body came.
    var heardAt: ContinuousClock.Instant? { answer.heardAt }
    /// Whether a request could be sent, that is, whether a connection had been made.
    var wasConnected: Bool { handle.wasConnected }
    /// 0 before there is one.
    var status: Int { handle.number(CURLINFO_RESPONSE_CODE) }
    /// Without parameters, in lower case; empty when the server did not say.
    var contentType: String {
        let field = handle.text(CURLINFO_CONTENT_TYPE) ?? ""
        return field.prefix { $0 != ";" && $0 != " " }.lowercased()
    }

    /// What has come of the body since this was last asked.
    func take() -> [UInt8] { answer.take() }

    /// libcurl is done with it.
    func finish(_ code: CURLcode) {
        if code == CURLE_OK {
            let body = answer.take()
            outcome = .success(HTTPReply(status: status, contentType: contentType, body: body))
        } else if answer.isOverflowing {
            outcome = .failure(.answerTooLarge(limitBytes: Self.answerLimitBytes))
        } else {
            outcome = .failure(error(code))
        }
    }

    private func error(_ code: CURLcode) -> TransferError {
        let error = TransferError(code, on: handle)
        guard let proxy else { return error }
        let status = handle.number(CURLINFO_HTTP_CONNECTCODE)
        if status >= 300 { return .proxyRefused(proxy, status: status) }
        switch error {
        case .unknownHost, .connectionFailed, .connectionTimedOut: return .proxyFailed(proxy)
        default: return error
        }
    }

    /// libcurl holds the collector unretained; both end with this object.
    private func receive() -> CURLcode {
        ccurl_set_receive(
            handle,
            { bytes, size, count, context in
                guard let context else { return 0 }
                let collector = Unmanaged<AnswerCollector>.fromOpaque(context).takeUnretainedValue()
                let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
                return collector.append(piece) ? piece.count : 0
            },
            Unmanaged.passUnretained(answer).toOpaque()
        )
    }

    private func receiveHead() -> CURLcode {
        ccurl_set_receive_head(
            handle,
            { bytes, size, count, context in
                guard let context else { return 0 }
                let collector = Unmanaged<HeadCollector>.fromOpaque(context).takeUnretainedValue()
                let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
                return collector.append(line) ? line.count : 0
            },
            Unmanaged.passUnretained(head).toOpaque()
        )
    }

    private static func configure(
        _ handle: CURLHandle,
        _ request: TransferRequest,
        fields: FieldList?
    ) -> CURLcode {
        let (server, trust) = (request.server, request.trust)
        var codes = [
            ccurl_set_text(handle, CURLOPT_URL, server.base + request.target),
            ccurl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"),
            // What was written is asked for, dots and all.
            ccurl_set_long(handle, CURLOPT_PATH_AS_IS, 1),
            ccurl_set_long(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),
            ccurl_set_text(handle, CURLOPT_USERAGENT, "pingctl"),
            ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1),
            ccurl_set_long(handle, CURLOPT_TCP_KEEPALIVE, 1),
            ccurl_set_long(
                handle,
                CURLOPT_CONNECTTIMEOUT_MS,
                request.connectTimeout.wholeMilliseconds
            ),
            // Zero is for ever.
            ccurl_set_long(handle, CURLOPT_TIMEOUT_MS, request.timeout?.wholeMilliseconds ?? 0),
            ccurl_set_list(handle, CURLOPT_HTTPHEADER, fields),
        ]
        if case .unix(let path) = server {
            codes.append(ccurl_set_text(handle, CURLOPT_UNIX_SOCKET_PATH, path))
        }
        if let proxy = trust.proxy {
            codes.append(ccurl_set_text(handle, CURLOPT_PROXY, proxy))
        } else if server.isLocal {
            codes.append(ccurl_set_text(handle, CURLOPT_NOPROXY, "*"))
        }
        if let file = trust.authorityFile {
            codes.append(ccurl_set_text(handle, CURLOPT_CAINFO, file))
        }
        if let folder = trust.authorityFolder {
            codes.append(ccurl_set_text(handle, CURLOPT_CAPATH, folder))
        }
        if trust.usesNetrc {
            codes.append(ccurl_set_long(handle, CURLOPT_NETRC, Int(CURL_NETRC_OPTIONAL.rawValue)))
        }
        if let upload = request.upload {
            let code = upload.bytes.withUnsafeBytes { bytes in
                // A pointer is wanted even for no bytes.
                bytes.baseAddress.map { ccurl_set_body(handle, $0, bytes.count) }
                    ?? ccurl_set_body(handle, "", 0)
            }
            codes.append(code)
        }
        if request.method == "HEAD" {
            codes.append(ccurl_set_long(handle, CURLOPT_NOBODY, 1))
        } else if let method = request.method {
            codes.append(ccurl_set_text(handle, CURLOPT_CUSTOMREQUEST, method))
        }
        return codes.first { $0 != CURLE_OK } ?? CURLE_OK
    }

    private static func fieldList(_ request: TransferRequest) -> FieldList? {
        // Answers are awaited at once: no pause for "100 Continue" on loopback.
        var fields = ["Expect:"]
        if let type = request.accepts { fields.append("Accept: \(type), application/problem+json") }
        if let token = request.token { fields.append("Authorization: Bearer \(token)") }
        if let type = request.upload?.contentType { fields.append("Content-Type: \(type)") }
        fields += request.fields
        return fields.reduce(nil) { list, field in curl_slist_append(list, field) ?? list }
    }
}

typealias CURLHandle = UnsafeMutableRawPointer
private typealias FieldList = UnsafeMutablePointer<curl_slist>

extension CURLHandle {
    fileprivate func number(_ info: CURLINFO) -> Int {
        var value = 0
        return ccurl_get_long(self, info, &value) == CURLE_OK ? value : 0
    }

    fileprivate func text(_ info: CURLINFO) -> String? {
        var text: UnsafePointer<CChar>?
        guard ccurl_get_text(self, info, &text) == CURLE_OK, let text else { return nil }
        return String(cString: text)
    }

    fileprivate var wasConnected: Bool {
        var microseconds: curl_off_t = 0
        return ccurl_get_offset(self, CURLINFO_PRETRANSFER_TIME_T, &microseconds) == CURLE_OK
            && microseconds > 0
    }
}

extension TransferError {
    fileprivate init(_ code: CURLcode, on handle: CURLHandle) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            self = .unknownHost
        case CURLE_COULDNT_CONNECT:
            let errno = Int32(truncatingIfNeeded: handle.number(CURLINFO_OS_ERRNO))
            self = .connectionFailed(errno: errno == 0 ? nil : errno)
        case CURLE_OPERATION_TIMEDOUT:
            self = handle.wasConnected ? .answerTimedOut : .connectionTimedOut
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE:
            self = .connectionLost
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL:
            self = .notHTTP
        case CURLE_PEER_FAILED_VERIFICATION:
            self = .untrusted
        default:
            self = .other(String(cString: curl_easy_strerror(code)))
        }
    }
}

extension Duration {
    /// Rounded up, and at least one: zero means forever to libcurl.
    fileprivate var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        let rest = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return max(1, Int(seconds) * 1_000 + Int(rest))
    }
}
