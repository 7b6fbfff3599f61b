// SPDX-License-Identifier: Apache-2.0

package import HTTP1
package import Reactor
import Synchronization

/// Speaks HTTP/1.1 to one upstream, on a thread of its own.
///
/// Connections are kept and used again. A request that finds the connection closed which served
/// before, without a byte of an answer, is sent once more when it is idempotent and had no body
/// (RFC 9112 §9.3.1).
package final class UpstreamClient: Sendable {
    /// Told of all that one turn of the thread has brought, in order, on that thread; it must not
    /// block.
    package typealias Listener = @Sendable ([UpstreamEvent]) -> Void

    package let address: UpstreamAddress
    private let remote: LoopRemote
    private let board: UpstreamBoard
    private let lastExchange = Atomic<UInt64>(0)

    private init(address: UpstreamAddress, remote: LoopRemote, board: UpstreamBoard) {
        self.address = address
        self.remote = remote
        self.board = board
    }

    /// Starts the thread; a name is looked up from now on, and nothing is waited for.
    package static func start(_ settings: UpstreamSettings) throws(Errno) -> UpstreamClient {
        let board = UpstreamBoard()
        let resolver = settings.address.literal == nil ? try UpstreamResolver() : nil
        let remote: LoopRemote
        do throws(Errno) {
            remote = try LoopThread.start(name: "upstream") { loop in
                let upstream = UpstreamLoop(
                    loop,
                    settings: settings,
                    resolver: resolver,
                    board: board
                )
                loop.resident = upstream
                upstream.begin()
            }
        } catch {
            resolver?.stop()
            throw error
        }
        return UpstreamClient(address: settings.address, remote: remote, board: board)
    }

    /// Sends a request; `listener` hears of it until `end` or `failed`.
    ///
    /// A request without `Host` is given the upstream's.
    @discardableResult
    package func request(
        _ request: ClientRequest,
        listener: @escaping Listener
    ) -> UpstreamExchange {
        let id = lastExchange.add(1, ordering: .relaxed).newValue
        let accepted = remote.post { loop in
            (loop.resident as? UpstreamLoop)?.start(id, request, listener)
        }
        if !accepted { listener([.failed(.stopped)]) }
        return UpstreamExchange(id: id, remote: remote)
    }

    deinit { stop() }

    package var statistics: UpstreamStatistics { board.statistics }

    /// Fails what is under way and closes all connections; returns at once.
    package func stop() {
        remote.post { loop in
            (loop.resident as? UpstreamLoop)?.stop()
        }
    }
}
