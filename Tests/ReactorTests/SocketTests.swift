// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Reactor

struct BufferTests {
    @Test func `a packet socket gets the buffers that it asks for`() throws {
        let address = try #require(SocketAddress(literal: "127.0.0.1", port: 0))
        let socket = try DatagramSocket(
            bindingTo: address,
            receiveBufferBytes: 16_384,
            sendBufferBytes: 32_768
        )
        for (option, wanted) in [(SO_RCVBUF, 16_384), (SO_SNDBUF, 32_768)] {
            var granted: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            #expect(getsockopt(socket.number, SOL_SOCKET, option, &granted, &length) == 0)
            // The kernel counts its own bookkeeping as well (socket(7)).
            #expect(Int(granted) == 2 * wanted)
        }
    }
}

struct SocketAddressTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1:80"), ("::1", "[::1]:80"), ("2001:db8::a", "[2001:db8::a]:80"),
        ("::ffff:1.2.3.4", "[::ffff:1.2.3.4]:80"),
    ])
    func `a literal is read and written`(literal: String, text: String) throws {
        let address = try #require(SocketAddress(literal: literal, port: 80))
        #expect("\(address)" == text)
        let (storage, _) = address.storage
        #expect(SocketAddress(storage) == address)
    }

    @Test(arguments: ["", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.4:80", "[::1]", "::1%nope9"])
    func `what is no literal is refused`(text: String) {
        #expect(SocketAddress(literal: text, port: 1) == nil)
    }

    @Test func `mapped and unmapped are each other's opposite`() throws {
        let four = try #require(SocketAddress(literal: "10.1.2.3", port: 7))
        #expect("\(four.mapped)" == "[::ffff:10.1.2.3]:7")
        #expect(four.mapped.unmapped == four)
        #expect(four.unmapped == four)
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("::ffff:127.0.0.1", true),
        ("128.0.0.1", false), ("::2", false), ("0.0.0.0", false),
    ])
    func `loopback is known`(literal: String, isLoopback: Bool) throws {
        #expect(try #require(SocketAddress(literal: literal, port: 1)).isLoopback == isLoopback)
    }
}

struct DatagramSocketTests {
    private let loopback = SocketAddress.ipv4(address: 0x7F00_0001, port: 0)

    @Test func `many datagrams go in few calls and come whole`() throws {
        let receiver = try DatagramSocket(bindingTo: loopback)
        let sender = try DatagramSocket(bindingTo: loopback)
        let packets = (1...100).map { size in
            (bytes: [UInt8](repeating: UInt8(size), count: size * 10), to: receiver.address)
        }
        var sent = 0
        sender.send(packets) { _, outcome in if outcome == .sent { sent += 1 } }
        #expect(sent == 100)
        var sizes: [Int] = []
        var source: SocketAddress?
        while try receiver.receive({ bytes, from in
            sizes.append(bytes.count)
            source = from
        }) > 0 {}
        #expect(sizes == (1...100).map { $0 * 10 })
        #expect(source == sender.address)
    }

    @Test func `one that cannot go does not keep the others back`() throws {
        let receiver = try DatagramSocket(bindingTo: loopback)
        let sender = try DatagramSocket(bindingTo: loopback)
        let tooLarge = [UInt8](repeating: 0, count: 65_536)
        let packets = [
            (bytes: [1], to: receiver.address), (bytes: tooLarge, to: receiver.address),
            (bytes: [3], to: receiver.address),
        ]
        var outcomes: [Int: DatagramSocket.Sent] = [:]
        sender.send(packets) { outcomes[$0] = $1 }
        #expect(outcomes == [0: .sent, 1: .failed(.messageTooLong), 2: .sent])
    }

    @Test func `an occupied port is refused`() throws {
        let first = try DatagramSocket(bindingTo: loopback)
        #expect(throws: Errno.addressInUse) { _ = try DatagramSocket(bindingTo: first.address) }
    }
}

struct StreamSocketTests {
    @Test func `a stream is known to be taken when its end is acknowledged`() async throws {
        let loopback = SocketAddress.ipv4(address: 0x7F00_0001, port: 0)
        let listener = try ListeningSocket.bind(to: loopback)
        let client = try StreamSocket.connecting(to: listener.address)
        let payload: [UInt8] = [1, 2, 3]
        let written = try payload.withUnsafeBytes { try client.write($0) }
        #expect(written == .bytes(3))
        try client.shutdownWriting()
        var taken = false
        // The kernel may put an acknowledgement off; nothing but looking again tells.
        let deadline = ContinuousClock.now + .seconds(20)
        while !taken, ContinuousClock.now < deadline {
            taken = try client.endIsAcknowledged()
            if !taken { poll(nil, 0, 5) }
        }
        // Nobody has accepted yet: it is the system that took the bytes.
        #expect(taken)
        guard let server = try listener.accept() else {
            Issue.record("no connection waits")
            return
        }
        var buffer = [UInt8](repeating: 0, count: 16)
        let read = try buffer.withUnsafeMutableBytes { try server.read(into: $0) }
        #expect(read == .bytes(3))
        let end = try buffer.withUnsafeMutableBytes { try server.read(into: $0) }
        #expect(end == .bytes(0))
    }

    @Test func `a refused connection says so at the first write`() throws {
        let loopback = SocketAddress.ipv4(address: 0x7F00_0001, port: 1)
        #expect(throws: Errno.connectionRefused) {
            let client = try StreamSocket.connecting(to: loopback)
            for _ in 0..<2_000 {
                _ = try [UInt8(1)].withUnsafeBytes { try client.write($0) }
            }
        }
    }

    @Test func `a unix socket is private from its first moment`() throws {
        let path = "/tmp/reactor-test-\(getpid())-\(UInt32.random(in: .min ... .max)).sock"
        let listener = try ListeningSocket.bind(to: .unix(path: path))
        defer { unlink(path) }
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        let client = try StreamSocket.connecting(to: .unix(path: path))
        #expect(client.peer == .unix(path: path))
        guard try listener.accept() != nil else {
            Issue.record("no connection waits")
            return
        }
    }
}
