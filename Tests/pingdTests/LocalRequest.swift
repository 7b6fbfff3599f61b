// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// One request to a port of this machine, on a connection of its own; waits for the answer.
struct LocalRequest {
    struct Answer {
        let status: Int
        let body: Data

        func decoded<Body: Decodable>(_: Body.Type = Body.self) throws -> Body {
            try JSONDecoder().decode(Body.self, from: body)
        }
    }

    /// Nobody listens, or the connection broke before the answer was whole.
    struct Broken: Error {}

    static func ask(
        _ line: String,
        _ port: UInt16,
        body: String = "",
        within seconds: Int = 60
    ) throws -> Answer {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(
            descriptor,
            SOL_SOCKET,
            SO_RCVTIMEO,
            &limit,
            socklen_t(MemoryLayout<timeval>.size)
        )
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw Broken() }
        let text = """
            \(line) HTTP/1.1\r
            Host: localhost\r
            Connection: close\r
            Content-Type: application/json\r
            Content-Length: \(body.utf8.count)\r
            \r
            \(body)
            """
        guard send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL)) == text.utf8.count
        else { throw Broken() }
        return try answer(in: received(descriptor))
    }

    private static func received(_ descriptor: Int32) throws -> Data {
        var data = Data()
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &piece, piece.count, 0)
            guard count >= 0 else { throw Broken() }
            if count == 0 { return data }
            data.append(contentsOf: piece.prefix(count))
        }
    }

    private static func answer(in data: Data) throws -> Answer {
        guard let end = data.firstRange(of: Data("\r\n\r\n".utf8)) else { throw Broken() }
        let lines = String(decoding: data[..<end.lowerBound], as: UTF8.self)
            .components(separatedBy: "\r\n")
        let body = data[end.upperBound...]
        let length = lines.compactMap { line -> Int? in
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "content-length" else { return nil }
            return Int(parts[1].trimmingCharacters(in: .whitespaces))
        }.first
        let words = lines[0].split(separator: " ")
        guard words.count > 1, let status = Int(words[1]), length == body.count else {
            throw Broken()
        }
        return Answer(status: status, body: Data(body))
    }
}
