// SPDX-License-Identifier: Apache-2.0

public import Logging
import Reactor
import Synchronization

/// One member of a memberlist cluster, on sockets and a thread of its own.
///
/// Gossip, failure detection and streams go on without further calls until `shutdown()`, even when
/// nobody holds the node any more: only `shutdown()` ends it. Any thread may use it. The node's
/// own thread never waits for its users: a sequence that is not read is ended, not waited for.
public final class Node: Sendable {
    private let remote: LoopRemote
    private let published: Published
    private let subscribers: Subscribers
    let methods: MethodTable
    /// The number of the last call.
    private let lastCall = Atomic<UInt64>(0)
    /// What others are told: `ip:port`.
    public let advertisedAddress: String
    /// Where packets and streams are accepted: `ip:port`, with the port the system chose.
    public let boundAddress: String

    private init(
        remote: LoopRemote,
        published: Published,
        subscribers: Subscribers,
        methods: MethodTable,
        advertisedAddress: String,
        boundAddress: String
    ) {
        self.remote = remote
        self.published = published
        self.subscribers = subscribers
        self.methods = methods
        self.advertisedAddress = advertisedAddress
        self.boundAddress = boundAddress
    }

    /// Binds the sockets, announces the node, begins to gossip, and joins `settings.join` in the
    /// background.
    ///
    /// Returns when the node listens, which takes milliseconds and is not cut short by the task's
    /// cancellation. Nothing is left behind when it throws.
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
            _ = try LoopThread.start(name: "memberlist") { loop in
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
                    methods: node.methods,
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

    /// The latest probe of each member; never waits.
    package var latestProbes: LatestProbes { published.latestProbes }

    /// Whether the node listens and, if a join was asked for, has reached somebody.
    public var readiness: Readiness { published.readiness }

    /// Hands `work` to the node's thread; it is dropped when the node has ended.
    func post(_ work: @escaping @Sendable (NodeLoop) -> Void) {
        remote.post { loop in
            if let node = loop.resident as? NodeLoop { work(node) }
        }
    }
}

// MARK: - What an application does

extension Node {
    /// Joins through `addresses`, each `[name/]host[:port]`; names are looked up anew.
    ///
    /// Returns when each has answered or failed. It never throws: a join that reached nobody says
    /// so in its report. Cancelling the task ends the waiting, not the join.
    public func join(_ addresses: [String]) async -> JoinReport {
        await Answer.wait(
            ifNodeEnds: JoinReport(addresses, allFailed: "the node has ended"),
            ifCancelled: JoinReport(addresses, allFailed: "the task that asked was cancelled")
        ) { answer in
            post { $0.join(addresses) { answer.give($0) } }
        }
    }

    /// Carries one message to one, several, or all other members.
    ///
    /// Cancelling the task ends the waiting; copies that are under way may still arrive.
    ///
    /// - Parameters:
    ///   - payload: at most 20 MiB reliably; otherwise what one packet holds, 1,394 bytes less the
    ///     label and encryption.
    ///   - recipients: who is to have it.
    ///   - reliable: over a lane or a stream (memberlist's SendReliable), or as one packet, which
    ///     may be lost (SendBestEffort).
    ///   - confirm: how far each copy is followed. A copy for who confirms nothing, as no stock
    ///     peer does, and one by packet, is followed until it is sent, and its
    ///     ``Delivery/isConfirmable`` is false.
    ///   - timeout: how long the whole order may take. What is not written by then is not sent;
    ///     a copy on a lane that was written and not confirmed is returned as it is, neither
    ///     delivered nor failed, and may still arrive.
    /// - Returns: what became of each recipient's copy, in the order of the names given, or sorted
    ///   by name for all others. One that fails does not hide the others.
    /// - Throws: why nothing was sent to anyone.
    public func send(
        _ payload: [UInt8],
        to recipients: Recipients,
        reliable: Bool = true,
        confirm: Confirmation = .sent,
        timeout: Duration = .seconds(10)
    ) async throws(SendError) -> [Delivery] {
        var order = SendOrder(
            to: recipients,
            payload: payload,
            reliable: reliable,
            timeout: timeout
        )
        order.confirm = confirm
        let result: Result<[Delivery], SendError> = await Answer.wait(
            ifNodeEnds: .failure(.stopped),
            ifCancelled: .failure(.cancelled)
        ) { answer in
            post { [order] in $0.relay(order) { answer.give($0) } }
        }
        return try result.get()
    }

    /// The same; `completion` is called once, on the node's thread, and must not block.
    package func send(
        _ order: SendOrder,
        completion: @escaping @Sendable (Result<[Delivery], SendError>) -> Void
    ) {
        let answer = Answer(ifNodeEnds: .failure(.stopped), completion)
        post { $0.relay(order) { answer.give($0) } }
    }

    /// Calls a member's method; `listener` is told what becomes of it, on the node's thread, and
    /// must not block.
    package func call(_ order: CallOrder, _ listener: @escaping CallListener) -> Exchange {
        let (id, exchange) = nextCall()
        begin(id, order, listener)
        return exchange
    }

    /// A call's number, and by what it is used once it has begun.
    func nextCall() -> (CallID, Exchange) {
        let id = CallID.made(lastCall.add(1, ordering: .relaxed).newValue)
        let exchange = Exchange { [remote] action in
            remote.post { loop in (loop.resident as? NodeLoop)?.calls.perform(id, action) }
        }
        return (id, exchange)
    }

    func begin(_ id: CallID, _ order: CallOrder, _ listener: @escaping CallListener) {
        let ear = CallEar(listener)
        post { $0.calls.call(id, order, ear) }
    }

    /// Answers calls of a method, in place of whoever did before; `method` runs on the node's
    /// thread, and must not block.
    package func answer(_ name: String, _ method: @escaping CallMethod) throws(ServeError) {
        try methods.serve(name, method)
    }

    /// Where it is said that a handler has failed; holds nobody.
    func logOfHandlers(of method: String) -> @Sendable (any Error) -> Void {
        { [remote] error in
            remote.post { loop in
                (loop.resident as? NodeLoop)?.logger.debug(
                    "the handler of a method has failed",
                    metadata: ["method": "\(method)", "error": "\(error)"]
                )
            }
        }
    }

    /// Gossips new metadata of at most 512 bytes, and waits until it has been told.
    ///
    /// Cancelling the task ends the waiting; the metadata is the new one all the same.
    public func updateMetadata(
        _ bytes: [UInt8],
        timeout: Duration = .seconds(10)
    ) async throws(UpdateError) {
        let result: Result<Void, UpdateError> = await Answer.wait(
            ifNodeEnds: .failure(.stopped),
            ifCancelled: .failure(.cancelled)
        ) { answer in
            post { $0.updateMetadata(bytes, timeout: timeout, answer) }
        }
        try result.get()
    }

    /// The same; `completion` is called once, on the node's thread, and must not block.
    package func updateMetadata(
        _ bytes: [UInt8],
        timeout: Duration,
        completion: @escaping @Sendable (Result<Void, UpdateError>) -> Void
    ) {
        let answer = Answer(ifNodeEnds: .failure(.stopped), completion)
        post { $0.updateMetadata(bytes, timeout: timeout, answer) }
    }

    /// Leaves the cluster, and waits until the goodbye has been gossiped.
    ///
    /// The node goes on answering until `shutdown()`; there is no way back. Leaving twice is no
    /// mistake. Cancelling the task ends the waiting, not the leaving.
    public func leave(timeout: Duration = .seconds(10)) async throws(LeaveError) {
        let result: Result<Void, LeaveError> = await Answer.wait(
            ifNodeEnds: .failure(.stopped),
            ifCancelled: .failure(.cancelled)
        ) { answer in
            post { $0.leave(timeout: timeout, answer) }
        }
        try result.get()
    }

    /// Ends the node at once; without a `leave` before, others will find it dead.
    ///
    /// Returns when its sockets are closed, so that another may have its port; at once when it has
    /// ended already. What others still wait for fails with `stopped`, and their sequences end.
    public func shutdown() async {
        await withCheckedContinuation { continuation in
            remote.whenClosed { continuation.resume() }
            post { $0.shutDown() }
        }
    }
}

// MARK: - What an application watches

extension Node {
    /// Changes of the member table from now on, in the order they happen, none left out.
    ///
    /// Each reading of this property is a sequence of its own, for one reader. One that falls more
    /// than ``NodeSettings/handoffQueueDepth`` events behind ends with
    /// ``SubscriptionError/fellBehind(limit:)``.
    public var events: Subscription<MemberEvent> { subscribers.subscribeToEvents() }

    /// Messages that reach this node from now on.
    ///
    /// Each reading of this property is a sequence of its own, for one reader. One that falls more
    /// than ``NodeSettings/handoffQueueDepth`` messages behind ends with
    /// ``SubscriptionError/fellBehind(limit:)``.
    public var messages: Subscription<ReceivedMessage> { subscribers.subscribeToMessages() }

    /// Answered probes from now on, with their round-trip times (memberlist's NotifyPingComplete).
    ///
    /// Each reading of this property is a sequence of its own, for one reader. One that falls more
    /// than ``NodeSettings/handoffQueueDepth`` probes behind ends with
    /// ``SubscriptionError/fellBehind(limit:)``.
    public var probes: Subscription<ProbeReply> { subscribers.subscribeToProbes() }

    /// What the node says of itself; `nil` when it has ended.
    public func report() async -> NodeReport? {
        await withCheckedContinuation { continuation in
            report { continuation.resume(returning: $0) }
        }
    }

    /// The same; `completion` is called once, on the node's thread, and must not block.
    ///
    /// The metrics have been told what the report says, so that both show the same moment.
    package func report(completion: @escaping @Sendable (NodeReport?) -> Void) {
        let answer = Answer(ifNodeEnds: nil, completion)
        post { node in
            node.metrics.publish(node)
            answer.give(node.report)
        }
    }

    /// `hook` runs on the node's thread after each new snapshot, and must not block.
    package func whenPublished(_ hook: @escaping @Sendable () -> Void) { published.addHook(hook) }
}
