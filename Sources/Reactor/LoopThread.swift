// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

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
        let start = Start(name: name, remote: remote, body: body)
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

        init(name: String, remote: LoopRemote, body: @escaping @Sendable (EventLoop) -> Void) {
            self.name = name
            self.remote = remote
            self.body = body
        }

        static func enter(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
            guard let argument else { return nil }
            Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().run()
            return nil
        }

        private func run() {
            clinux_name_thread(String(name.prefix(15)))
            blockSignals()
            do throws(Errno) {
                let loop = try EventLoop(remote: remote)
                body(loop)
                try loop.run()
            } catch {
                // No descriptors are left for a loop, or epoll itself fails: nothing that any
                // part of this process could go on without.
                fatalError("the thread \(name) cannot run its loop: \(error)")
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
