// SPDX-License-Identifier: Apache-2.0

import Determinism
import Glibc
import Reactor
import Testing

@testable import Memberlist

/// Who closes first when a message has been written, seen from the peer.
struct OutboundStreamTests {
    /// What a peer sees of a stream that carries five bytes.
    private struct Seen: Equatable {
        var bytes = 0
        /// Whether the end had come before the peer closed.
        var endCameFirst = false
    }

    /// Carries a message to a peer that reads it, looks for the end for at most `patience`
    /// milliseconds, and closes.
    private func carry(
        afterPeer: Bool,
        patience: Int32
    ) async throws -> (Seen, Result<Void, StreamFailure>) {
        let listener = try ListeningSocket.bind(
            to: try #require(SocketAddress(literal: "127.0.0.1", port: 0))
        )
        let address = listener.address
        let (outcomes, outcome) = AsyncStream.makeStream(of: Result<Void, StreamFailure>.self)
        let remote = try LoopThread.start(name: "test") { loop in
            do throws(Errno) {
                let stream = try OutboundStream(
                    on: loop,
                    to: address,
                    request: [1, 2, 3, 4, 5],
                    until: .taken(afterPeer: afterPeer)
                ) { [unowned loop] result in
                    outcome.yield(result.map { _ in })
                    // Whoever is told lets go of the stream, and so its socket is closed.
                    loop.resident = nil
                }
                loop.resident = stream
                stream.start(deadline: loop.now + .seconds(20))
            } catch {
                outcome.yield(.failure(.dial(error)))
            }
        }
        var ready = pollfd(fd: listener.number, events: Int16(POLLIN), revents: 0)
        try #require(poll(&ready, 1, 20_000) == 1)
        guard let accepted = try listener.accept() else { throw TookTooLong() }
        let seen = try see(accepted, patience)
        var results = outcomes.makeAsyncIterator()
        let result = try #require(await results.next())
        _ = remote.post { $0.stop() }
        return (seen, result)
    }

    private func see(_ socket: consuming StreamSocket, _ patience: Int32) throws -> Seen {
        var seen = Seen()
        var buffer = [UInt8](repeating: 0, count: 64)
        while !seen.endCameFirst {
            var ready = pollfd(fd: socket.number, events: Int16(POLLIN), revents: 0)
            let wait = seen.bytes < 5 ? 20_000 : patience
            guard poll(&ready, 1, wait) == 1 else { break }
            let transfer = try buffer.withUnsafeMutableBytes { try socket.read(into: $0) }
            guard case .bytes(let count) = transfer else { continue }
            seen.bytes += count
            seen.endCameFirst = count == 0
        }
        return seen
    }

    @Test func `a peer that closes when it has read is let close first`() async throws {
        let (seen, result) = try await carry(afterPeer: true, patience: 0)
        #expect(seen == Seen(bytes: 5, endCameFirst: false))
        #expect(throws: Never.self) { try result.get() }
    }

    @Test func `a peer that does not close is closed after a moment`() async throws {
        let (seen, result) = try await carry(afterPeer: true, patience: 20_000)
        #expect(seen == Seen(bytes: 5, endCameFirst: true))
        #expect(throws: Never.self) { try result.get() }
    }

    @Test func `on a loopback the stream is closed at once`() async throws {
        let (seen, result) = try await carry(afterPeer: false, patience: 20_000)
        #expect(seen == Seen(bytes: 5, endCameFirst: true))
        #expect(throws: Never.self) { try result.get() }
    }
}
