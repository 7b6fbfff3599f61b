// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// Answers requests on a loopback or unix socket with bytes that a test made up.
final class CannedServer: @unchecked Sendable {
    enum Answer {
        case bytes([UInt8])
        /// Stays open for the next request.
        case kept([UInt8])
        /// Says no more and waits until the client goes.
        case held([UInt8])
        /// Says nothing until the client gives up.
        case silence

        /// A well-formed answer.
        static func json(
            _ body: String,
            status: String = "200 OK",
            type: String = "application/json"
        ) -> Answer {
            let head = """
                HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\n\
                Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n
                """
            return .bytes(Array((head + body).utf8))
        }

        /// The same, on a connection that stays.
        static func keptJSON(_ body: String) -> Answer {
            let head = """
                HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\
                Content-Length: \(body.utf8.count)\r\n\r\n
                """
            return .kept(Array((head + body).utf8))
        }

        /// The head of a stream and its first chunks, each a piece of text; no last chunk.
        static func stream(
            _ pieces: [String],
            type: String = "text/event-stream"
        ) -> [UInt8] {
            let head = """
                HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\n\
                Transfer-Encoding: chunked\r\n\r\n
                """
            let chunks = pieces.map { piece in
                String(piece.utf8.count, radix: 16) + "\r\n" + piece + "\r\n"
            }
            return Array((head + chunks.joined()).utf8)
        }

        static func problem(
            _ status: Int,
            _ code: String,
            detail: String,
            retryable: Bool = false,
            more: String = ""
        ) -> Answer {
            .json(
                """
                {"type":"about:blank","title":"T","status":\(status),"detail":"\(detail)",\
                "code":"\(code)","retryable":\(retryable)\(more)}
                """,
                status: "\(status) T",
                type: "application/problem+json"
            )
        }
    }

    /// What pingctl is told with `--url`.
    let url: String
    private let listener: Int32
    private let lock = NSLock()
    private var received: [String] = []
    private var accepted = 0

    /// Whole requests, heads and bodies, in the order of their coming.
    var requests: [String] { lock.withLock { received } }

    /// How many connections were made.
    var connections: Int { lock.withLock { accepted } }

    /// `answer` is told how many requests came before.
    convenience init(unixPath: String? = nil, answer: @escaping @Sendable (Int) -> Answer) {
        self.init(unixPath: unixPath) { count, _ in answer(count) }
    }

    /// `answer` is told the request too.
    init(unixPath: String? = nil, answer: @escaping @Sendable (Int, String) -> Answer) {
        if let unixPath {
            listener = Self.listen(unixPath: unixPath)
            url = "unix:" + unixPath
        } else {
            let (descriptor, port) = Self.listen()
            listener = descriptor
            url = "http://127.0.0.1:\(port)"
        }
        Thread.detachNewThread { [weak self, listener] in
            while case let client = accept(listener, nil, nil), client >= 0 {
                // Streams stay while other requests come.
                Thread.detachNewThread { [weak self] in
                    self?.lock.withLock { self?.accepted += 1 }
                    while self?.serve(client, answer) == true {}
                    close(client)
                }
            }
            close(listener)
        }
    }

    convenience init(_ answer: Answer) { self.init { _, _ in answer } }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// Answers whether the connection stays.
    private func serve(_ client: Int32, _ answer: (Int, String) -> Answer) -> Bool {
        var request: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while !Self.isComplete(request) {
            let count = recv(client, &piece, piece.count, 0)
            guard count > 0 else { return false }
            request += piece[..<count]
        }
        let text = String(decoding: request, as: UTF8.self)
        let before = lock.withLock {
            received.append(text)
            return received.count - 1
        }
        switch answer(before, text) {
        case .silence: _ = recv(client, &piece, piece.count, 0)
        case .bytes(let bytes): _ = Self.write(bytes, to: client)
        case .kept(let bytes): return Self.write(bytes, to: client)
        case .held(let bytes):
            if Self.write(bytes, to: client) { _ = recv(client, &piece, piece.count, 0) }
        }
        return false
    }

    private static func write(_ bytes: [UInt8], to client: Int32) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes {
                send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            offset += count
        }
        return true
    }

    private static func isComplete(_ request: [UInt8]) -> Bool {
        let text = String(decoding: request, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return false }
        let length = text[..<end.lowerBound].components(separatedBy: "\r\n")
            .first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap {
                Int($0.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces))
            }
        return text[end.upperBound...].utf8.count >= length ?? 0
    }

    private static func listen() -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                precondition(bind(descriptor, $0, length) == 0, "no loopback port")
                precondition(Glibc.listen(descriptor, 16) == 0, "no listener")
                precondition(getsockname(descriptor, $0, &length) == 0, "no address")
            }
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    private static func listen(unixPath: String) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: unixPath.utf8) }
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                let length = socklen_t(MemoryLayout<sockaddr_un>.size)
                precondition(bind(descriptor, $0, length) == 0, "cannot bind \(unixPath)")
                precondition(Glibc.listen(descriptor, 16) == 0, "no listener")
            }
        }
        return descriptor
    }
}
