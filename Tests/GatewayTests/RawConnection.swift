// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// One connection of a plain blocking client, so that a test sees the very bytes.
final class RawConnection: Sendable {
    struct Failure: Error {
        let what: String
    }

    /// One response, whole.
    struct Answer {
        let status: Int
        /// Names in lower case.
        let fields: [String: String]
        let body: String

        func decoded<Body: Decodable>(_ type: Body.Type = Body.self) throws -> Body {
            try JSONDecoder().decode(Body.self, from: Data(body.utf8))
        }
    }

    private let socket: Int32

    /// `address` is `127.0.0.1:port` or `unix:/path`.
    init(_ address: String) throws {
        let isUnix = address.hasPrefix("unix:")
        socket = Glibc.socket(isUnix ? AF_UNIX : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(
            socket,
            SOL_SOCKET,
            SO_RCVTIMEO,
            &patience,
            socklen_t(MemoryLayout<timeval>.size)
        )
        let result =
            isUnix
            ? Self.connect(socket, Self.unixAddress(String(address.dropFirst(5))))
            : Self.connect(socket, Self.loopback(UInt16(address.split(separator: ":").last!)!))
        guard result == 0 else { throw Failure(what: "connect: errno \(errno)") }
    }

    deinit { close(socket) }

    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(what: "send: errno \(errno)") }
            rest = rest.dropFirst(count)
        }
    }

    /// What has come, at least a byte unless it is the end.
    func receive() throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count >= 0 else { throw Failure(what: "recv: errno \(errno)") }
        return Array(buffer[..<count])
    }

    /// The response to a request that asked for the connection to be closed.
    func answer() throws -> Answer {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count >= 0 else { throw Failure(what: "recv: errno \(errno)") }
            guard count > 0 else { break }
            all += buffer[..<count]
        }
        guard let split = all.firstRange(of: Array("\r\n\r\n".utf8)) else {
            throw Failure(what: "no head in \(all.count) bytes")
        }
        let lines = String(decoding: all[..<split.lowerBound], as: UTF8.self)
            .components(separatedBy: "\r\n")
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let sides = line.split(separator: ":", maxSplits: 1)
            fields[sides[0].lowercased()] = sides[1].trimmingCharacters(in: .whitespaces)
        }
        return Answer(
            status: Int(lines[0].split(separator: " ")[1])!,
            fields: fields,
            body: String(decoding: all[split.upperBound...], as: UTF8.self)
        )
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func unixAddress(_ path: String) -> sockaddr_un {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return address
    }

    private static func connect<Address>(_ socket: Int32, _ address: Address) -> Int32 {
        withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }
}
