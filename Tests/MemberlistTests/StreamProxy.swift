// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Reactor
import Synchronization
import Testing

/// Stands between nodes' streams: passes bytes on, keeps them, and cuts connections where it is
/// told to.
///
/// Plain blocking sockets on threads of their own.
final class StreamProxy: Sendable {
    /// What one connection has carried.
    struct Record: Sendable {
        var fromDialler: [UInt8] = []
        var fromAcceptor: [UInt8] = []
    }

    private struct State {
        var records: [Record] = []
        /// After how many bytes of each connection, both ways, it is cut; as many as there are.
        var cuts: [Int] = []
        var isOver = false
    }

    private let state = Mutex(State())
    private let listener: Int32
    let port: UInt16
    private let target: Mutex<UInt16>

    /// Passes on to `target`, a port of this machine, which may be said later.
    init(to target: UInt16 = 0) throws {
        let loopback = try #require(SocketAddress(literal: "127.0.0.1", port: 0))
        let socket = try ListeningSocket.bind(to: loopback)
        port = socket.address.port
        // A copy that outlives the socket; a proxy lives as long as its test.
        listener = dup(socket.number)
        _ = fcntl(listener, F_SETFL, 0)
        self.target = Mutex(target)
        Thread.detachNewThread { [self] in accept() }
    }

    func lead(to port: UInt16) { target.withLock { $0 = port } }

    /// Cuts the next connections after so many bytes each.
    func cut(after counts: [Int]) { state.withLock { $0.cuts = counts } }

    /// How many cuts are still to be made.
    var cutsLeft: Int { state.withLock { $0.cuts.count } }

    var records: [Record] { state.withLock { $0.records } }

    /// Takes no more connections.
    func close() {
        state.withLock { $0.isOver = true }
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func accept() {
        while true {
            let dialler = Glibc.accept(listener, nil, nil)
            guard dialler >= 0 else { break }
            let port = target.withLock { $0 }
            guard
                let acceptor = try? HostilePeer.connected(
                    port: port,
                    SOCK_STREAM,
                    from: "127.0.0.1"
                )
            else {
                _ = Glibc.close(dialler)
                continue
            }
            let index = state.withLock { state in
                state.records.append(Record())
                return state.records.count - 1
            }
            Thread.detachNewThread { [self] in carry(dialler, acceptor, index) }
        }
        _ = Glibc.close(listener)
    }

    private func carry(_ dialler: Int32, _ acceptor: Int32, _ index: Int) {
        var limit: Int?
        var carried = 0
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var watched = [dialler, acceptor].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        loop: while poll(&watched, 2, -1) >= 0 {
            for side in 0..<2 where watched[side].revents != 0 {
                let count = recv(watched[side].fd, &buffer, buffer.count, 0)
                guard count > 0 else { break loop }
                note(buffer[..<count], side, index)
                // Only those that carry a lane are cut: what one is tells its first byte.
                if limit == nil, isLane(index) { limit = takeCut() ?? .max }
                let rest = min(count, (limit ?? .max) - carried)
                carried += count
                let other = watched[1 - side].fd
                guard send(other, buffer, rest, Int32(MSG_NOSIGNAL)) == rest, rest == count else {
                    break loop
                }
            }
        }
        for socket in [dialler, acceptor] {
            if let limit, carried > limit { reset(socket) }
            _ = Glibc.close(socket)
        }
    }

    /// Lets the close break the connection: one that ends in order says something else.
    private func reset(_ socket: Int32) {
        var now = linger(l_onoff: 1, l_linger: 0)
        let size = socklen_t(MemoryLayout<linger>.size)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, size)
    }

    private func takeCut() -> Int? {
        state.withLock { $0.cuts.isEmpty ? nil : $0.cuts.removeFirst() }
    }

    private func isLane(_ index: Int) -> Bool {
        state.withLock { $0.records[index].fromDialler.first == 0x70 }
    }

    private func note(_ bytes: ArraySlice<UInt8>, _ side: Int, _ index: Int) {
        state.withLock { state in
            if side == 0 {
                state.records[index].fromDialler += bytes
            } else {
                state.records[index].fromAcceptor += bytes
            }
        }
    }
}
