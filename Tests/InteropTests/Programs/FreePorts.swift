// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Port numbers that nobody on this machine uses, each handed out once.
///
/// They lie below 32768: above, an outgoing connection may take one between the look and the use.
enum FreePorts {
    private static let next = Mutex(UInt16(11_000 + Int(getpid()) % 4_000 * 5))

    static func one() -> UInt16 {
        next.withLock { port in
            for _ in 0..<20_000 {
                port = port >= 32_000 ? 11_000 : port + 1
                if isFree(port, SOCK_STREAM) && isFree(port, SOCK_DGRAM) { return port }
            }
            preconditionFailure("no free port between 11000 and 32000")
        }
    }

    private static func isFree(_ port: UInt16, _ kind: __socket_type) -> Bool {
        let descriptor = socket(AF_INET, Int32(kind.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in(loopbackPort: port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}

extension sockaddr_in {
    /// 127.0.0.1 and that port.
    init(loopbackPort port: UInt16) {
        self.init()
        sin_family = sa_family_t(AF_INET)
        sin_port = port.bigEndian
        sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    }
}
