// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A request whose body never comes.
final class OpenRequest {
    struct Refused: Error { let errno: Int32 }

    private let descriptor: Int32

    init(to port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw Refused(errno: errno) }
        let head =
            "POST /send HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
            + "Content-Length: 9\r\n\r\n"
        _ = send(descriptor, head, head.utf8.count, Int32(MSG_NOSIGNAL))
        // "100 Continue" tells that the request has arrived and its body is awaited.
        var answer: [UInt8] = [0]
        guard recv(descriptor, &answer, 1, 0) == 1 else { throw Refused(errno: errno) }
    }

    deinit { close(descriptor) }
}
