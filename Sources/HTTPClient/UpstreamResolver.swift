// SPDX-License-Identifier: Apache-2.0

import Reactor

/// Looks an upstream's name up on a thread of its own, since the system's resolver blocks.
final class UpstreamResolver: Sendable {
    private let thread: LoopRemote

    init() throws(Errno) {
        thread = try LoopThread.start(name: "upstream-dns") { _ in }
    }

    /// `completion` runs on the resolver's thread.
    func resolve(
        _ host: String,
        port: UInt16,
        _ completion: @escaping @Sendable (Result<[SocketAddress], HostLookup.Failure>) -> Void
    ) {
        thread.post { _ in
            do throws(HostLookup.Failure) {
                completion(.success(try HostLookup.addresses(of: host, port: port)))
            } catch {
                completion(.failure(error))
            }
        }
    }

    func stop() { thread.post { $0.stop() } }
}
