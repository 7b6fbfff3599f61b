// SPDX-License-Identifier: Apache-2.0

package import HTTP1
package import Logging
import Reactor

/// A running HTTP server.
///
/// Its threads serve; every member may be called from any thread.
package final class Server: Sendable {
    /// Where it listens, with the real port when 0 was asked for: `127.0.0.1:8946`, `unix:/path`.
    package let boundAddress: String

    private let context: ServerContext
    private let loops: [(remote: LoopRemote, handle: LoopHandle)]
    private let socketFile: UnixSocketFile?

    private init(
        boundAddress: String,
        context: ServerContext,
        loops: [(remote: LoopRemote, handle: LoopHandle)],
        socketFile: UnixSocketFile?
    ) {
        self.boundAddress = boundAddress
        self.context = context
        self.loops = loops
        self.socketFile = socketFile
    }

    /// Binds, then serves on its own threads; the address is bound when this returns.
    package static func start(
        _ settings: ServerSettings,
        router: Router,
        logger: Logger
    ) throws(ServerStartError) -> Server {
        let count = max(1, settings.threads)
        let context = ServerContext(settings, router: router, logger: logger)
        let sockets = try settings.address.bind(count: count)
        var loops: [(remote: LoopRemote, handle: LoopHandle)] = []
        for (index, socket) in sockets.enumerated() {
            let handle = LoopHandle()
            context.ending.loopBegan()
            do throws(Errno) {
                let remote = try LoopThread.start(name: "http-\(index + 1)") { loop in
                    let server = ServerLoop(loop, context: context, handle: handle)
                    loop.resident = server
                    if let socket = socket.take() { server.listen(on: socket) }
                }
                loops.append((remote, handle))
            } catch {
                context.ending.loopEnded()
                Self.finish(loops.map(\.remote), grace: .zero)
                throw .system(address: "\(settings.address)", error)
            }
        }
        var socketFile: UnixSocketFile?
        if case .unix(let path) = settings.address { socketFile = UnixSocketFile(boundAt: path) }
        return Server(
            boundAddress: sockets[0].address.description,
            context: context,
            loops: loops,
            socketFile: socketFile
        )
    }

    /// Has every parked request and every stream of `topic` look again whether there is something
    /// for it.
    ///
    /// Coalesced, and cheap when nobody waits.
    package func wake(_ topic: Topic = .first) {
        for loop in loops { loop.handle.wake(topic, through: loop.remote) }
    }

    /// Returns when every loop has come round since the call, or has ended.
    package func turned() async {
        for loop in loops {
            await withCheckedContinuation { continuation in
                let turn = LoopTurn(continuation)
                loop.remote.post { _ in turn.isOver() }
                loop.remote.whenClosed { turn.isOver() }
            }
        }
    }

    /// From now on connections, old ones as to their number and new ones in all, have these
    /// limits; that of an address stays.
    package func update(_ limits: HTTPLimits, connections: Int) {
        for loop in loops {
            loop.remote.post { loop in
                (loop.resident as? ServerLoop)?.adopt(limits, connections: connections)
            }
        }
    }

    /// Stops accepting, answers what is parked, ends streams, lets open requests end within
    /// `grace`, closes all connections, and removes the unix socket's file.
    package func shutdown(grace: Duration) async {
        beginShutdown(grace: grace)
        await context.ending.wait()
        socketFile?.remove()
    }

    /// Begins what `shutdown(grace:)` waits for; the first grace that is given counts.
    package func beginShutdown(grace: Duration) { Self.finish(loops.map(\.remote), grace: grace) }

    package var statistics: ServerStatistics {
        var statistics = context.counters.snapshot
        for loop in loops {
            statistics.parked += loop.handle.parkedCount
            statistics.streams += loop.handle.streamCount
        }
        return statistics
    }

    /// What was counted of requests until now: each loop is asked when it comes round.
    ///
    /// `completion` is called once, on any thread; not at all when a loop ends meanwhile.
    package func measure(completion: @escaping @Sendable (ServerMeasurements) -> Void) {
        let measuring = Measuring(
            loops: loops.count,
            routes: context.router.routeNames,
            completion
        )
        for loop in loops {
            let isAsked = loop.remote.post { loop in
                measuring.take((loop.resident as? ServerLoop)?.requestCounter.counts)
            }
            if !isAsked { measuring.take(nil) }
        }
    }

    private static func finish(_ remotes: [LoopRemote], grace: Duration) {
        for remote in remotes {
            remote.post { loop in
                (loop.resident as? ServerLoop)?.finish(grace: grace)
            }
        }
    }
}
