// SPDX-License-Identifier: Apache-2.0

import Reactor

/// Asks the system for the addresses of a host, on a thread of its own.
///
/// Only the system's resolver is asked. memberlist first sends a query of type ANY over TCP
/// (spec §15.2); RFC 8482 has made its answers meaningless, so that step is left out.
final class Resolver: Sendable {
    private let thread: LoopRemote

    init() throws(Errno) {
        thread = try LoopThread.start(name: "memberlist-dns") { _ in }
    }

    /// Looks `host` up; `completion` runs on the resolver's thread.
    func resolve(
        _ host: String,
        port: UInt16,
        _ completion: @escaping @Sendable (Result<[SocketAddress], ResolutionError>) -> Void
    ) {
        let accepted = thread.post { _ in completion(Self.lookUp(host, port: port)) }
        if !accepted { completion(.failure(ResolutionError(sentence: "the resolver has ended"))) }
    }

    func stop() { thread.post { $0.stop() } }

    private static func lookUp(
        _ host: String,
        port: UInt16
    ) -> Result<[SocketAddress], ResolutionError> {
        do throws(HostLookup.Failure) {
            return .success(try HostLookup.addresses(of: host, port: port))
        } catch {
            return .failure(
                ResolutionError(sentence: "cannot look up \(host): \(error.description)")
            )
        }
    }
}

/// Why a name could not be looked up, as a sentence for the operator.
struct ResolutionError: Error, Equatable {
    let sentence: String
}
