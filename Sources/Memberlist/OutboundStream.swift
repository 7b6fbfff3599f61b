// SPDX-License-Identifier: Apache-2.0

import Determinism
import Reactor
import Wire

/// One conversation that this node began (spec §6).
///
/// Dial, write a request, and either see it off or read the answer. Lives on the node's loop.
final class OutboundStream: ReadinessHandler {
    /// What makes the conversation complete.
    enum Ending {
        /// The peer's system has taken every byte; nothing that it says is heeded.
        ///
        /// Whoever closes first keeps the pair of ports for a minute (TIME_WAIT), and there are
        /// some 28,000 of ours for one peer. A stock peer closes when it has read its message, so
        /// it is given a moment to, unless the system uses such pairs again, as on a loopback.
        case taken(afterPeer: Bool)
        /// The peer has answered with a frame.
        case answered(StreamDecoder)
    }

    private enum Phase: Equatable {
        case writing(offset: Int)
        /// Everything is written, and the peer may close first.
        case lingering
        /// Our side is closed; waiting until the peer's system has acknowledged the end.
        case closing(nextLook: Duration)
        case reading
        case finished
    }

    typealias Completion = (Result<StreamFrame?, StreamFailure>) -> Void

    /// How long a peer may take to close first.
    private static let lingering = Duration.milliseconds(50)

    private let loop: EventLoop
    private let socket: StreamSocket
    private let request: [UInt8]
    private let mayPeerCloseFirst: Bool
    private var decoder: StreamDecoder?
    private var completion: Completion?
    private var phase = Phase.writing(offset: 0)
    private var isRegistered = false
    private var timers: [TimerID] = []
    private(set) var bytesWritten = 0
    private(set) var bytesRead = 0

    /// Begins to dial; the kernel refuses only what needs no waiting (no route, no descriptors).
    init(
        on loop: EventLoop,
        to address: SocketAddress,
        request: [UInt8],
        until ending: Ending,
        _ completion: @escaping Completion
    ) throws(Errno) {
        self.loop = loop
        self.request = request
        self.completion = completion
        switch ending {
        case .taken(let afterPeer):
            mayPeerCloseFirst = afterPeer
        case .answered(let decoder):
            mayPeerCloseFirst = false
            self.decoder = decoder
        }
        // What ends with our end has nothing to wait for.
        let endsItself = decoder == nil && !mayPeerCloseFirst
        socket = try StreamSocket.connecting(to: address, sendsAtOnce: !endsItself)
    }

    /// Whether `completion` has been called.
    var isFinished: Bool { phase == .finished }

    /// Goes as far as it can without waiting, which on a loopback is often all the way.
    ///
    /// What remains is done by the loop, until `deadline`.
    func start(deadline: Instant) {
        proceed()
        guard !isFinished else { return }
        do throws(Errno) {
            try loop.register(socket.number, for: wantedInterest, handler: self)
            isRegistered = true
        } catch {
            finish(.failure(.system(error)))
            return
        }
        let timer = loop.schedule(at: deadline) { [weak self] in
            self?.finish(.failure(.timedOut))
        }
        timers.append(timer)
    }

    /// Ends the conversation with `failure`, unless it is over already.
    func abandon(_ failure: StreamFailure) { finish(.failure(failure)) }

    func ready(_ readiness: Readiness) {
        proceed()
        guard !isFinished, isRegistered else { return }
        do throws(Errno) {
            try loop.modify(socket.number, for: wantedInterest)
        } catch {
            finish(.failure(.system(error)))
        }
    }

    private var wantedInterest: Interest {
        switch phase {
        case .writing: .write
        case .lingering, .closing, .reading, .finished: .read
        }
    }

    private func proceed() {
        if case .writing(let offset) = phase { write(from: offset) }
        switch phase {
        case .reading: read()
        case .lingering: lookForPeersEnd()
        case .closing: lookForEnd()
        case .writing, .finished: break
        }
    }

    private func write(from start: Int) {
        var offset = start
        do throws(Errno) {
            while offset < request.count {
                let outcome = try socket.write(request, from: offset)
                guard case .bytes(let count) = outcome else {
                    phase = .writing(offset: offset)
                    return
                }
                offset += count
                bytesWritten = offset
            }
            if decoder != nil {
                phase = .reading
            } else if mayPeerCloseFirst {
                linger()
            } else if try socket.everythingIsAcknowledged() {
                // As on a loopback, where the peer's system has answered by now: the close that
                // follows says the end, and nothing is left to be waited for.
                finish(.success(nil))
            } else {
                try closeFirst()
            }
        } catch {
            // A connection that was refused says so at its first write.
            finish(.failure(offset == 0 ? .dial(error) : .lost(error)))
        }
    }

    private func linger() {
        phase = .lingering
        let timer = loop.schedule(at: loop.now + Self.lingering) { [weak self] in
            guard let self, case .lingering = self.phase else { return }
            do throws(Errno) {
                try self.closeFirst()
                self.lookForEnd()
            } catch {
                self.finish(.failure(.lost(error)))
            }
        }
        timers.append(timer)
    }

    private func closeFirst() throws(Errno) {
        try socket.shutdownWriting()
        phase = .closing(nextLook: .milliseconds(1))
    }

    /// Throws away what the peer says, and ends when it has closed its side.
    private func lookForPeersEnd() {
        withUnsafeTemporaryAllocation(byteCount: 4_096, alignment: 1) { buffer in
            do throws(Errno) {
                // A peer that talks on is closed by the timer.
                for _ in 0..<4 {
                    guard case .bytes(let count) = try socket.read(into: buffer) else { return }
                    guard count == 0 else { continue }
                    if try socket.everythingIsAcknowledged() {
                        finish(.success(nil))
                    } else {
                        try closeFirst()
                        lookForEnd()
                    }
                    return
                }
            } catch {
                finish(.failure(.lost(error)))
            }
        }
    }

    /// Finds out whether the peer's system has taken everything.
    ///
    /// The peer itself may never read or close. The connection's state tells, but no event does, so
    /// it is looked at again after 1, 2, 4, … 64 ms.
    private func lookForEnd() {
        guard case .closing(let wait) = phase else { return }
        do throws(Errno) {
            if try socket.endIsAcknowledged() {
                finish(.success(nil))
                return
            }
        } catch {
            finish(.failure(.lost(error)))
            return
        }
        phase = .closing(nextLook: min(wait * 2, .milliseconds(64)))
        let timer = loop.schedule(at: loop.now + wait) { [weak self] in self?.lookForEnd() }
        timers.append(timer)
    }

    private func read() {
        withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 1) { buffer in
            for _ in 0..<16 {
                do throws(Errno) {
                    guard case .bytes(let count) = try socket.read(into: buffer) else { return }
                    digest(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                } catch {
                    finish(.failure(.lost(error)))
                }
                if isFinished { return }
            }
        }
    }

    private func digest(_ bytes: UnsafeRawBufferPointer) {
        bytesRead += bytes.count
        do throws(StreamError) {
            if bytes.isEmpty {
                try decoder?.receiveEnd()
                finish(.failure(.closedBeforeReply))
            } else if let frame = try decoder?.receive(bytes) {
                finish(.success(frame))
            }
        } catch {
            finish(.failure(.malformed(error)))
        }
    }

    private func finish(_ result: Result<StreamFrame?, StreamFailure>) {
        guard let completion else { return }
        self.completion = nil
        phase = .finished
        for timer in timers { loop.cancel(timer) }
        if isRegistered { loop.deregister(socket.number) }
        completion(result)
    }
}
