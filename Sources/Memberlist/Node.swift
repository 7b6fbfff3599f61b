// SPDX-License-Identifier: Apache-2.0

public import Logging
import Reactor

/// One member of a memberlist cluster, on sockets and a thread of its own.
///
/// Gossip, failure detection and streams go on without further calls until `shutdown()`. Any
/// thread may use a node. The node's thread never waits for its users: a sequence that is not
/// read is ended, not waited for.
public final class Node: Sendable {
    private let remote: LoopRemote
    private let published: Published
    private let subscribers: Subscribers
    /// What others are told: `ip:port`.
    public let advertisedAddress: String
    /// Where packets and streams are accepted: `ip:port`, with the port the system chose.
    public let boundAddress: String

    private init(
        remote: LoopRemote,
        published: Published,
        subscribers: Subscribers,
        advertisedAddress: String,
        boundAddress: String
    ) {
        self.remote = remote
        self.published = published
        self.subscribers = subscribers
        self.advertisedAddress = advertisedAddress
        self.boundAddress = boundAddress
    }

    /// Binds the sockets, announces the node, begins to gossip, and joins `settings.join` in the
    /// background.
    public static func start(
        _ settings: NodeSettings,
        logger: Logger
    ) async throws(NodeStartError) -> Node {
        try settings.validate()
        let outcome = await withCheckedContinuation { continuation in
            startThread(settings, logger) { continuation.resume(returning: $0) }
        }
        return try outcome.get()
    }

    private static func startThread(
        _ settings: NodeSettings,
        _ logger: Logger,
        _ completion: @escaping @Sendable (Result<Node, NodeStartError>) -> Void
    ) {
        do throws(Errno) {
            let resolver = try Resolver()
            _ = try LoopThread.start(name: "pingd-node") { loop in
                let result = begin(settings, logger, resolver, on: loop)
                if case .failure = result {
                    resolver.stop()
                    loop.stop()
                }
                completion(result)
            }
        } catch {
            completion(.failure(.system(operation: "start a thread", errno: error.code)))
        }
    }

    private static func begin(
        _ settings: NodeSettings,
        _ logger: Logger,
        _ resolver: Resolver,
        on loop: EventLoop
    ) -> Result<Node, NodeStartError> {
        do throws(NodeStartError) {
            let keyring = try settings.keyring()
            let sockets = try NodeSockets(settings)
            let published = Published(localName: settings.name)
            let node = NodeLoop(
                loop: loop,
                settings: settings,
                keyring: keyring,
                published: published,
                resolver: resolver,
                sockets: sockets,
                logger: logger
            )
            loop.resident = node
            do throws(Errno) {
                try node.begin()
            } catch {
                throw .system(operation: "watch a socket", errno: error.code)
            }
            return .success(
                Node(
                    remote: loop.remote,
                    published: published,
                    subscribers: node.subscribers,
                    advertisedAddress: sockets.advertised.text,
                    boundAddress: "\(sockets.packets.address)"
                )
            )
        } catch {
            return .failure(error)
        }
    }

    /// The members as last published; never waits.
    public var snapshot: MemberSnapshot { published.snapshot }

    /// Whether the node listens and, if a join was asked for, has reached somebody.
    public var readiness: Readiness { published.readiness }

    /// Whether `work` was handed to the node's thread; false when it has ended.
    func post(_ work: @escaping @Sendable (NodeLoop) -> Void) -> Bool {
        remote.post { loop in
            if let node = loop.resident as? NodeLoop { work(node) }
        }
    }
}

// MARK: - What an application does

extension Node {
    /// Joins through `addresses`, each `[name/]host[:port]`; names are looked up anew.
    public func join(_ addresses: [String]) async -> JoinReport {
        await withCheckedContinuation { continuation in
            let accepted = post { $0.join(addresses) { continuation.resume(returning: $0) } }
            if !accepted { continuation.resume(returning: JoinReport()) }
        }
    }

    /// Carries one message; see `SendOrder`.
    ///
    /// - Returns: what became of each recipient's copy, in the order of the names given, or sorted
    ///   by name for all others.
    public func send(_ order: SendOrder) async throws(SendError) -> [Delivery] {
        let result = await withCheckedContinuation { continuation in
            send(order) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    /// The same; `completion` runs on the node's thread and must not block.
    package func send(
        _ order: SendOrder,
        completion: @escaping @Sendable (Result<[Delivery], SendError>) -> Void
    ) {
        let accepted = post { $0.relay(order, completion) }
        if !accepted { completion(.failure(.stopped)) }
    }

    /// Gossips new metadata of at most 512 bytes, and waits until it has been told.
    public func updateMetadata(
        _ bytes: [UInt8],
        timeout: Duration = .seconds(10)
    ) async throws(UpdateError) {
        let result = await withCheckedContinuation { continuation in
            let accepted = post { node in
                node.updateMetadata(bytes, timeout: timeout) { continuation.resume(returning: $0) }
            }
            if !accepted { continuation.resume(returning: .failure(.stopped)) }
        }
        try result.get()
    }

    /// Leaves the cluster, and waits until the goodbye has been gossiped.
    ///
    /// The node goes on answering until `shutdown()`; there is no way back.
    public func leave(timeout: Duration = .seconds(10)) async throws(LeaveError) {
        let result = await withCheckedContinuation { continuation in
            let accepted = post { node in
                node.leave(timeout: timeout) { continuation.resume(returning: $0) }
            }
            if !accepted { continuation.resume(returning: .failure(.stopped)) }
        }
        try result.get()
    }

    /// Ends the node at once; without a `leave` before, others will find it dead.
    public func shutdown() async {
        await withCheckedContinuation { continuation in
            let accepted = post { node in
                node.shutDown()
                continuation.resume()
            }
            if !accepted { continuation.resume() }
        }
    }
}

// MARK: - What an application watches

extension Node {
    /// Changes of the member table from now on, in the order they happen, none left out.
    ///
    /// A reader that falls more than 4,096 events behind has its sequence ended.
    public var events: AsyncStream<MemberEvent> { subscribers.subscribeToEvents() }

    /// Messages that reach this node from now on.
    ///
    /// A reader that falls more than 4,096 messages behind has its sequence ended.
    public var messages: AsyncStream<ReceivedMessage> { subscribers.subscribeToMessages() }

    /// What the node says of itself; `nil` when it has ended.
    public func report() async -> NodeReport? {
        await withCheckedContinuation { continuation in
            report { continuation.resume(returning: $0) }
        }
    }

    /// The same; `completion` runs on the node's thread and must not block.
    package func report(completion: @escaping @Sendable (NodeReport?) -> Void) {
        let accepted = post { completion($0.report) }
        if !accepted { completion(nil) }
    }

    /// `hook` runs on the node's thread after each new snapshot, and must not block.
    package func whenPublished(_ hook: @escaping @Sendable () -> Void) { published.addHook(hook) }
}
