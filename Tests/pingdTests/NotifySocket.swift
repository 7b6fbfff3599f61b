// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// The receiving end of a service manager's notifications.
final class NotifySocket {
    struct Failure: Error { let what: String }

    /// For `NOTIFY_SOCKET`.
    let address: String
    private let descriptor: Int32

    init(abstract isAbstract: Bool) throws {
        let name = "/tmp/pingd-notify-\(UUID().uuidString)"
        address = isAbstract ? "@" + name.dropFirst() : name
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        var bound = sockaddr_un()
        bound.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(address.utf8)
        if isAbstract { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &bound.sun_path) { $0.copyBytes(from: bytes) }
        let length = 2 + bytes.count + (isAbstract ? 0 : 1)
        let status = withUnsafePointer(to: &bound) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(length))
            }
        }
        guard status == 0 else { throw Failure(what: "bind: \(errno)") }
    }

    deinit {
        close(descriptor)
        if address.hasPrefix("/") { unlink(address) }
    }

    /// The next datagram's lines.
    func next() throws -> [String] {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count >= 0 else { throw Failure(what: "nothing within 20 s: \(errno)") }
        return String(decoding: buffer[..<count], as: UTF8.self).components(separatedBy: "\n")
    }

    /// The next datagram that has such a line, others passed over.
    func next(_ line: String) throws -> [String] {
        for _ in 0..<1_000 {
            let lines = try next()
            if lines.contains(line) { return lines }
        }
        throw Failure(what: "a thousand others instead of \(line)")
    }
}
