// SPDX-License-Identifier: Apache-2.0

import CCurl
import Glibc

/// One HTTP request, carried out by libcurl.
///
/// No redirect is followed and no cookie kept: a token goes to the server that was named, and to
/// no other. A proxy of the environment is used for distant servers only.
struct CurlTransfer {
    /// A body and the type it is sent with.
    struct Upload {
        var contentType: String
        var bytes: [UInt8]
    }

    /// Largest answer that is read.
    static let answerLimitBytes = 64 << 20

    var server: GatewayURL
    /// Path and query, percent-encoded.
    var target: String
    /// Sent as `Authorization: Bearer`.
    var token: String?
    /// `nil`: a GET.
    var upload: Upload?
    /// For the whole exchange.
    var timeout: Duration

    func perform() throws(TransferError) -> HTTPReply {
        guard let handle = curl_easy_init() else { throw .other("libcurl does not start") }
        defer { curl_easy_cleanup(handle) }
        let fields = fieldList()
        defer { curl_slist_free_all(fields) }
        let answer = AnswerCollector(limitBytes: Self.answerLimitBytes)
        var code = configure(handle, fields: fields)
        if code == CURLE_OK { code = receive(into: answer, handle) }
        if code == CURLE_OK { code = curl_easy_perform(handle) }
        guard code == CURLE_OK else {
            if answer.isOverflowing { throw .answerTooLarge(limitBytes: Self.answerLimitBytes) }
            throw TransferError(code, on: handle)
        }
        return HTTPReply(
            status: handle.number(CURLINFO_RESPONSE_CODE),
            contentType: Self.mediaType(handle.text(CURLINFO_CONTENT_TYPE)),
            body: answer.bytes
        )
    }

    /// `answer` must outlive the transfer: libcurl holds it unretained.
    private func receive(into answer: AnswerCollector, _ handle: CURLHandle) -> CURLcode {
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

    private func configure(_ handle: CURLHandle, fields: FieldList?) -> CURLcode {
        var codes = [
            ccurl_set_text(handle, CURLOPT_URL, server.base + target),
            ccurl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"),
            ccurl_set_text(handle, CURLOPT_USERAGENT, "pingctl"),
            ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1),
            ccurl_set_long(handle, CURLOPT_TIMEOUT_MS, timeout.wholeMilliseconds),
            ccurl_set_list(handle, CURLOPT_HTTPHEADER, fields),
        ]
        if case .unix(let path) = server {
            codes.append(ccurl_set_text(handle, CURLOPT_UNIX_SOCKET_PATH, path))
        }
        if server.isLocal { codes.append(ccurl_set_text(handle, CURLOPT_NOPROXY, "*")) }
        if let upload {
            let code = upload.bytes.withUnsafeBytes { bytes in
                // A pointer is wanted even for no bytes.
                bytes.baseAddress.map { ccurl_set_body(handle, $0, bytes.count) }
                    ?? ccurl_set_body(handle, "", 0)
            }
            codes.append(code)
        }
        return codes.first { $0 != CURLE_OK } ?? CURLE_OK
    }

    private func fieldList() -> FieldList? {
        // Answers are awaited at once: no pause for "100 Continue" on loopback.
        var fields = ["Accept: application/json, application/problem+json", "Expect:"]
        if let token { fields.append("Authorization: Bearer \(token)") }
        if let upload { fields.append("Content-Type: \(upload.contentType)") }
        return fields.reduce(nil) { list, field in curl_slist_append(list, field) ?? list }
    }

    private static func mediaType(_ field: String?) -> String {
        let type = (field ?? "").prefix { $0 != ";" && $0 != " " }
        return type.lowercased()
    }
}

private typealias CURLHandle = UnsafeMutableRawPointer
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

    /// Whether a request could be sent, that is, whether a connection had been made.
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
        default:
            self = .other(String(cString: curl_easy_strerror(code)))
        }
    }
}

extension Duration {
    /// At least one: zero means forever to libcurl.
    fileprivate var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
