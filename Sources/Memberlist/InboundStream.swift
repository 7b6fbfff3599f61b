// SPDX-License-Identifier: Apache-2.0

import Determinism
import Reactor
import Wire

/// One conversation that a peer began: read a request, answer at most once, close (spec §6).
///
/// Lives on the node's loop. What the request means is the node's business: it is asked once, when
/// the frame is whole.
final class InboundStream: ReadinessHandler {
    /// What the node says to a request, or to a request that makes no sense.
    enum Verdict {
        case reply([UInt8], then: () -> Void)
        /// The connection goes on as something else, which takes the socket.
        case handOver((OwnedSocket) -> Void)
        case close
    }

    private enum Phase: Equatable {
        case reading
        case writing(offset: Int)
        /// The answer is out; what the peer still sends is thrown away, so that closing does not
        /// reset the connection and take the answer with it.
        case draining(bytesLeft: Int)
        case finished
    }

    private let loop: EventLoop
    private let owned: OwnedSocket
    private var decoder: StreamDecoder
    private var reply: [UInt8] = []
    private var phase = Phase.reading
    private var deadline: TimerID?
    private unowned let node: NodeLoop
    /// It is one of the push/pulls that are counted.
    private var isPushPull = false
    /// Bytes read so far: what this stream may hold in memory.
    private(set) var bytesHeld = 0

    init(_ socket: consuming StreamSocket, decoder: StreamDecoder, node: NodeLoop) {
        loop = node.loop
        owned = OwnedSocket(socket)
        self.decoder = decoder
        self.node = node
    }

    private var socket: StreamSocket { _read { yield owned.socket } }

    /// Begins to read; the whole request must be here by `deadline`.
    func start(deadline: Instant) throws(Errno) {
        try loop.register(socket.number, for: .read, handler: self)
        self.deadline = loop.schedule(at: deadline) { [weak self] in
            self?.expire()
        }
    }

    func ready(_ readiness: Readiness) {
        switch phase {
        case .reading: read()
        case .writing(let offset): write(from: offset)
        case .draining: drain()
        case .finished: break
        }
    }

    /// Has no more to do with the connection, which ends with its last owner.
    func close() {
        guard phase != .finished else { return }
        phase = .finished
        if let deadline { loop.cancel(deadline) }
        loop.deregister(socket.number)
        endPushPull()
        node.inboundStreamEnded(self, held: bytesHeld)
    }

    private func expire() {
        if phase == .reading {
            node.count(.streamTimedOut)
            node.noteStreamNonsense(from: peer)
        }
        close()
    }

    private func read() {
        withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 1) { buffer in
            // Bounded work per turn; what is left makes the descriptor ready again.
            for _ in 0..<4 where phase == .reading {
                do throws(Errno) {
                    guard case .bytes(let count) = try socket.read(into: buffer) else { return }
                    digest(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                } catch {
                    node.count(.streamReset)
                    close()
                }
            }
        }
    }

    private func digest(_ bytes: UnsafeRawBufferPointer) {
        do throws(StreamError) {
            if bytes.isEmpty {
                try decoder.receiveEnd()
                close()
                return
            }
            node.counters[.streamBytesReceived] += UInt64(bytes.count)
            guard node.admit(bytes.count) else {
                close()
                return
            }
            bytesHeld += bytes.count
            guard let frame = try decoder.receive(bytes) else {
                if decoder.isReadingPushPull, !beginPushPull() { close() }
                return
            }
            if case .pushPull = frame, !beginPushPull() { return close() }
            if decoder.hasEarlyBytes {
                node.counters.drop("lane-early-bytes")
                node.noteStreamNonsense(from: peer)
                return close()
            }
            follow(node.answer(to: frame, size: bytesHeld, from: peer))
        } catch {
            follow(node.answer(to: error, from: peer))
        }
    }

    private var peer: SocketAddress { socket.peer }

    /// Whether this may be a push/pull, and go on.
    private func beginPushPull() -> Bool {
        if !isPushPull { isPushPull = node.beginPushPull(with: peer) }
        return isPushPull
    }

    /// It is answered, or at an end.
    private func endPushPull() {
        guard isPushPull else { return }
        isPushPull = false
        node.endPushPull()
    }

    private func follow(_ verdict: Verdict) {
        switch verdict {
        case .reply(let bytes, let then):
            reply = bytes
            phase = .writing(offset: 0)
            write(from: 0)
            then()
        case .handOver(let take):
            close()
            take(owned)
        case .close: close()
        }
    }

    private func write(from start: Int) {
        var offset = start
        do throws(Errno) {
            while offset < reply.count {
                guard case .bytes(let count) = try socket.write(reply, from: offset) else {
                    phase = .writing(offset: offset)
                    watch(for: .write)
                    return
                }
                offset += count
            }
        } catch {
            node.count(.streamReset)
            close()
            return
        }
        node.counters[.streamBytesSent] += UInt64(reply.count)
        reply = []
        endPushPull()
        phase = .draining(bytesLeft: 65_536)
        do throws(Errno) { try socket.shutdownWriting() } catch { return close() }
        watch(for: .read)
        drain()
    }

    private func watch(for interest: Interest) {
        guard phase != .finished else { return }
        do throws(Errno) { try loop.modify(socket.number, for: interest) } catch { close() }
    }

    private func drain() {
        guard case .draining(var left) = phase else { return }
        withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 1) { buffer in
            while left > 0 {
                guard let outcome = try? socket.read(into: buffer), outcome != .bytes(0) else {
                    close()
                    return
                }
                guard case .bytes(let count) = outcome else {
                    phase = .draining(bytesLeft: left)
                    return
                }
                left -= count
            }
            close()
        }
    }
}
