// SPDX-License-Identifier: Apache-2.0

import Glibc
import Reactor

/// Whoever supervises this process and wants to be told how it is (sd_notify(3)).
struct Supervisor: Sendable {
    /// How often it must hear that all goes well; `nil`: it does not ask.
    let watchdogPeriod: Duration?
    private let address: String?

    /// What `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` say; without them nobody is told.
    init(_ environment: [String: String], process: Int32 = getpid()) {
        let path = environment["NOTIFY_SOCKET", default: ""]
        address = path.hasPrefix("/") || path.hasPrefix("@") ? path : nil
        let supervised = environment["WATCHDOG_PID"].map { Int32($0) == process } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        watchdogPeriod =
            address != nil && supervised && microseconds > 0
            ? .microseconds(microseconds) : nil
    }

    var isThere: Bool { address != nil }

    func ready(_ status: String) { tell(["READY=1", "STATUS=\(status)"]) }

    /// `MONOTONIC_USEC` lets the manager see that this answers its own request.
    func reloading() {
        let now = SystemClock.nanoseconds(of: CLOCK_MONOTONIC) ?? 0
        tell(["RELOADING=1", "MONOTONIC_USEC=\(now / 1_000)"])
    }

    func stopping(_ status: String) { tell(["STOPPING=1", "STATUS=\(status)"]) }

    func status(_ status: String) { tell(["STATUS=\(status)"]) }

    func alive() { tell(["WATCHDOG=1"]) }

    /// One datagram; what cannot be delivered within a second is lost, for nothing can be done.
    private func tell(_ lines: [String]) {
        guard let address else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | O_CLOEXEC, 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard let (found, length) = Self.socketName(address) else { return }
        var name = found
        let isConnected = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, length) }
        }
        guard isConnected == 0 else { return }
        // Ready to be written to is one that is connected when the other's queue has room.
        var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&room, 1, 1_000)
        let text = Array(lines.joined(separator: "\n").utf8)
        _ = send(descriptor, text, text.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
    }

    /// A path, or behind `@` a name that is not in the file system (unix(7)).
    private static func socketName(_ address: String) -> (sockaddr_un, socklen_t)? {
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(address.utf8)
        let isAbstract = bytes.first == UInt8(ascii: "@")
        if isAbstract { bytes[0] = 0 }
        let start = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        let room = MemoryLayout<sockaddr_un>.size - start
        guard bytes.count < room else { return nil }
        withUnsafeMutableBytes(of: &name) { $0[start...].copyBytes(from: bytes) }
        return (name, socklen_t(start + bytes.count + (isAbstract ? 0 : 1)))
    }
}
