// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
import Synchronization

/// Makes threads that run an `EventLoop` each.
package enum LoopThread {
    /// Starts a thread that makes its loop, runs `body`, and then the loop until it is stopped.
    ///
    /// What lives on the loop is to be created in `body`. `name`, of which 15 bytes count, is what
    /// `ps -L` shows. The answer is the door to the new loop.
    package static func start(
        name: String,
        _ body: @escaping @Sendable (EventLoop) -> Void
    ) throws(Errno) -> LoopRemote {
        let remote = try LoopRemote()
        let poller = try EventLoop.poller(for: remote)
        let start = Start(name: name, remote: remote, poller: poller, body: body)
        let opaque = Unmanaged.passRetained(start).toOpaque()
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, { Start.enter($0) }, opaque)
        guard code == 0 else {
            Unmanaged<Start>.fromOpaque(opaque).release()
            throw Errno(code: code)
        }
        pthread_detach(thread)
        return remote
    }

    /// What a new thread is given.
    private final class Start: Sendable {
        let name: String
        let remote: LoopRemote
        let body: @Sendable (EventLoop) -> Void
        /// Handed over to the thread once.
        private let poller: Mutex<Poller?>

        init(
            name: String,
            remote: LoopRemote,
            poller: consuming sending Poller,
            body: @escaping @Sendable (EventLoop) -> Void
        ) {
            self.name = name
            self.remote = remote
            self.body = body
            self.poller = Mutex(poller)
        }

        static func enter(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
            guard let argument else { return nil }
            Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().run()
            return nil
        }

        private func run() {
            clinux_name_thread(String(name.prefix(15)))
            blockSignals()
            guard let poller = poller.withLock({ $0.take() }) else { return }
            let loop = EventLoop(remote: remote, poller: poller)
            body(loop)
            do throws(Errno) {
                try loop.run()
            } catch {
                // EBADF, EFAULT and EINVAL are all that is left: mistakes of ours.
                preconditionFailure("the thread \(name) cannot wait for events: \(error)")
            }
        }

        /// Signals are the main thread's business; a loop is never interrupted by one.
        private func blockSignals() {
            var signals = sigset_t()
            sigfillset(&signals)
            for fault in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT] {
                sigdelset(&signals, fault)
            }
            pthread_sigmask(SIG_BLOCK, &signals, nil)
        }
    }
}
