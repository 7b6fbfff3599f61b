// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// An application that answers GET with so many zeros as its path says, and PUT with the number of
/// bytes that came; it holds neither.
///
/// Plain blocking sockets on threads of their own; lives as long as its test.
final class BodyServer: Sendable {
    let port: UInt16
    private let listener: Int32

    init() throws {
        port = FreePorts.one()
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let address = sockaddr_in(loopbackPort: port)
        guard address.withSocketAddress({ bind(listener, $0, $1) }) == 0,
            listen(listener, 16) == 0
        else { throw Attacker.SystemError(code: errno) }
        let taking = listener
        Thread.detachNewThread {
            while true {
                let number = accept(taking, nil, nil)
                guard number >= 0 else { break }
                Thread.detachNewThread { Self.serve(number) }
            }
            Glibc.close(taking)
        }
    }

    /// Takes no more connections.
    func close() { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func serve(_ number: Int32) {
        defer { Glibc.close(number) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var head: [UInt8] = []
        var end: Range<Int>?
        while end == nil {
            let count = recv(number, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            head += buffer[..<count]
            end = head.firstRange(of: Array("\r\n\r\n".utf8))
        }
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        let words = lines[0].split(separator: " ")
        if words[0] == "GET", let count = Int(words[1].dropFirst()) {
            answer(number, length: count)
            let zeros = [UInt8](repeating: 0, count: 65_536)
            var left = count
            while left > 0, write(number, zeros[..<min(left, zeros.count)]) {
                left -= min(left, zeros.count)
            }
        } else {
            let field = lines.first { $0.lowercased().hasPrefix("content-length: ") }
            let length = field.flatMap { Int($0.dropFirst(16)) } ?? 0
            var came = head.count - (end?.upperBound ?? 0)
            while came < length {
                let count = recv(number, &buffer, buffer.count, 0)
                guard count > 0 else { return }
                came += count
            }
            let text = Array("\(came)".utf8)
            answer(number, length: text.count)
            _ = write(number, text[...])
        }
    }

    private static func answer(_ number: Int32, length: Int) {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\nConnection: close\r\n\r\n"
        _ = write(number, Array(head.utf8)[...])
    }

    private static func write(_ number: Int32, _ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
