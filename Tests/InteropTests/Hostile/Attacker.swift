// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

@testable import Wire

/// Sends what it likes to one port of 127.0.0.1, from as many addresses of 127.0.0.0/8 as it likes.
///
/// Blocking, hence for a thread of its own: see `attack`.
final class Attacker {
    /// Packets from one address before the next is taken.
    private static let packetsPerSource = 48
    /// Packets before the attacker waits until the node has taken them.
    private static let packetsPerBurst = 64
    /// Pings, a second apart, before a node that does not answer is given up.
    private static let knocks = 20

    private let port: UInt16
    /// What the node answers: a ping, as its cluster sends them.
    private let knock: [UInt8]
    private var knocker: Int32 = -1
    /// The second byte of the addresses, so that two attackers share none.
    private let net: UInt8
    private var sources: UInt16 = 0
    private var socketNumber: Int32 = -1
    private var sinceSource = 0
    private var sinceDrain = 0
    private(set) var packetsSent = 0

    init(port: UInt16, net: UInt8, knock: [UInt8]) {
        self.port = port
        self.knock = knock
        self.net = net
    }

    deinit { for number in [socketNumber, knocker] where number >= 0 { close(number) } }

    /// Runs `body` on a thread of its own.
    static func attack<Result: Sendable>(
        _ node: Pingd,
        net: UInt8,
        knock: [UInt8] = Ping(sequenceNumber: 1, node: "").encoded(),
        _ body: @escaping @Sendable (Attacker) throws -> Result
    ) async throws -> Result {
        try await attack(port: node.port, net: net, knock: knock, body)
    }

    static func attack<Result: Sendable>(
        port: UInt16,
        net: UInt8,
        knock: [UInt8] = Ping(sequenceNumber: 1, node: "").encoded(),
        _ body: @escaping @Sendable (Attacker) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                let attacker = Attacker(port: port, net: net, knock: knock)
                continuation.resume(with: Swift.Result { try body(attacker) })
            }
        }
    }

    /// Sends one datagram; waits now and then until the node has read what came before.
    func packet(_ bytes: [UInt8]) throws {
        if sinceSource == Self.packetsPerSource || socketNumber < 0 {
            sinceSource = 0
            if socketNumber >= 0 { close(socketNumber) }
            socketNumber = try bound(SOCK_DGRAM)
            try connected(socketNumber)
        }
        let sent = send(socketNumber, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        // An ICMP answer to the packet before is told here; then this one has not gone.
        if sent < 0, errno == ECONNREFUSED { throw NodeGone() }
        guard sent == bytes.count else { throw SystemError(code: errno) }
        packetsSent += 1
        sinceSource += 1
        sinceDrain += 1
        if sinceDrain == Self.packetsPerBurst {
            sinceDrain = 0
            try drain()
        }
    }

    /// Waits until the node has read every datagram: it reads them in order, and answers a ping.
    ///
    /// The ping comes from an address where members live, to which a node always listens.
    func drain() throws {
        if knocker < 0 {
            knocker = try bound(SOCK_DGRAM, to: sockaddr_in(loopbackPort: 0))
            try connected(knocker)
        }
        var answer = [UInt8](repeating: 0, count: 2_048)
        for _ in 0..<Self.knocks {
            guard send(knocker, knock, knock.count, Int32(MSG_NOSIGNAL)) == knock.count else {
                throw SystemError(code: errno)
            }
            packetsSent += 1
            if recv(knocker, &answer, answer.count, 0) > 0 { return }
        }
        throw NodeGone()
    }

    /// Opens a stream from the next address.
    func dial() throws -> Int32 {
        let number = try bound(SOCK_STREAM)
        do {
            try connected(number)
        } catch {
            close(number)
            throw error
        }
        return number
    }

    /// Writes to a new stream, says that no more will come, and waits until the node hangs up.
    ///
    /// Returns how many bytes it answered.
    @discardableResult
    func stream(_ bytes: [UInt8]) throws -> Int {
        let number = try dial()
        defer { close(number) }
        var offset = 0
        while offset < bytes.count {
            let sent = bytes[offset...].withUnsafeBytes {
                send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            // The node may hang up in the middle, which is its right.
            guard sent > 0 else { break }
            offset += sent
        }
        shutdown(number, Int32(SHUT_WR))
        return try Self.readToEnd(number)
    }

    /// Reads until the peer hangs up or resets; a peer who does neither is an error.
    static func readToEnd(_ number: Int32) throws -> Int {
        var total = 0
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(number, &buffer, buffer.count, 0)
            if count < 0, errno == EAGAIN { throw NodeGone() }
            guard count > 0 else { return total }
            total += count
        }
    }

    /// A socket at the next address, whose every wait has a limit.
    private func bound(_ kind: __socket_type) throws -> Int32 {
        sources &+= 1
        var address = sockaddr_in(loopbackPort: 0)
        let host = 0x7F00_0000 | UInt32(net) << 16 | UInt32(sources)
        address.sin_addr.s_addr = host.bigEndian
        return try bound(kind, to: address)
    }

    private func bound(_ kind: __socket_type, to address: sockaddr_in) throws -> Int32 {
        let number = socket(AF_INET, Int32(kind.rawValue), 0)
        guard number >= 0 else { throw SystemError(code: errno) }
        var patience = timeval(tv_sec: kind == SOCK_STREAM ? 20 : 1, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        setsockopt(number, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
        guard address.withSocketAddress({ bind(number, $0, $1) }) == 0 else {
            close(number)
            throw SystemError(code: errno)
        }
        return number
    }

    private func connected(_ number: Int32) throws {
        let address = sockaddr_in(loopbackPort: port)
        let result = address.withSocketAddress { connect(number, $0, $1) }
        guard result == 0 else { throw SystemError(code: errno) }
    }

    struct SystemError: Error { let code: Int32 }

    /// The node does not read, or does not hang up, within 20 s.
    struct NodeGone: Error {}
}

extension sockaddr_in {
    /// As the socket calls take it.
    func withSocketAddress<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = self
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
