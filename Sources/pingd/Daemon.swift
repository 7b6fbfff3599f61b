// SPDX-License-Identifier: Apache-2.0

import Gateway
import Glibc
import Journal
import Logging
import Memberlist
import PrometheusText

/// A node and its gateway, from the start to the end.
struct Daemon: Sendable {
    /// How long saying goodbye to the cluster may take.
    static let leaveTimeout = Duration.seconds(5)
    /// How long open requests may take to end (API.md §2).
    static let requestGrace = Duration.seconds(5)

    let configuration: Configuration
    let logger: Logger
    /// Takes the lines of the conversation.
    let transcript: @Sendable (String) -> Void
    /// Whoever supervises this process.
    let supervisor: Supervisor
    /// Reads the configuration again.
    let read: @Sendable () throws(ConfigurationError) -> Configuration
    let events: AsyncStream<DaemonEvent>
    let post: @Sendable (DaemonEvent) -> Void

    /// Ends when it is told to, or when it cannot do what it was started for.
    func run() async -> Result<ExitStatus, Refusal> {
        do throws(Refusal) {
            try check()
            let journal = try openJournal()
            let result = await run(journal)
            // Last of all: what it has been given by then is kept.
            await journal?.close()
            return result
        } catch {
            return .failure(error)
        }
    }

    private func run(_ journal: OpenJournal?) async -> Result<ExitStatus, Refusal> {
        do {
            let (node, gateway) = try await start(journal)
            let exitStatus = await attend(node, gateway)
            await stop(node, gateway)
            return .success(exitStatus)
        } catch {
            return .failure(error)
        }
    }

    /// Everything is checked before anything starts.
    private func check() throws(Refusal) {
        do {
            try Gateway.validate(configuration.gatewaySettings)
        } catch {
            throw Refusal(error)
        }
        try ListenCheck.check(configuration.http)
        warnOfOversights()
    }

    /// The node comes first, so that the API never speaks of a node that does not exist.
    private func start(_ journal: OpenJournal?) async throws(Refusal) -> (Node, Gateway) {
        try makeKeyring()
        let node: Node
        let feed = try await makeFeed(journal)
        var nodeSettings = configuration.nodeSettings(transcript: transcript)
        nodeSettings.news = { feed.hear($0) }
        try await remember(journal, &nodeSettings)
        nodeSettings.leavesCustody = feed.takesCustody
        nodeSettings.acceptedBefore = { feed.accepted(of: $0) }
        let proxy: ProxyDesk
        do {
            proxy = try ProxyDesk(configuration.proxy, of: configuration.name)
        } catch {
            throw Refusal(
                sentence: "cannot start a thread for the application: \(error) (--upstream)",
                exitStatus: .system
            )
        }
        let calls = CallService()
        nodeSettings.methods[ProxyDesk.method] = { proxy.take($0) }
        feed.takeParcels(of: &nodeSettings)
        nodeSettings.calls = { calls.take($0) }
        let metrics = MetricsRegistry.forNode()
        nodeSettings.metricsFactory = metrics
        do {
            node = try await Node.start(nodeSettings, logger: logger)
        } catch {
            throw Refusal(error)
        }
        logger.info(
            "node is listening",
            metadata: [
                "name": "\(configuration.name)",
                "address": "\(node.boundAddress)",
                "advertised": "\(node.advertisedAddress)",
            ]
        )
        do {
            let gateway = try Gateway.start(
                configuration.gatewaySettings,
                node: node,
                feed: feed,
                calls: calls,
                proxy: proxy,
                metrics: metrics,
                hooks: gatewayHooks(journal),
                logger: logger
            )
            return (node, gateway)
        } catch {
            await leave(node, within: .seconds(1))
            await node.shutdown()
            throw Refusal(error)
        }
    }

    /// What can be meant, but hardly is.
    private func warnOfOversights() {
        if configuration.httpTokens?.isOpenToAll == true {
            logger.warning(
                "every user of this machine may read or change the file of the HTTP tokens"
            )
        }
        var unused = configuration.sockets.all
        if case .passed(let socket) = configuration.http { unused.removeAll { $0 == socket } }
        for socket in unused {
            logger.warning(
                "nobody listens on a socket that was passed",
                metadata: ["name": "\(socket.name)", "descriptor": "\(socket.number)"]
            )
        }
    }

    private func gatewayHooks(_ journal: OpenJournal?) -> GatewayHooks {
        var hooks = GatewayHooks()
        hooks.journal = journal
        hooks.whenLeft = { [post] in post(.left) }
        if let path = configuration.keyringPath {
            hooks.saveKeys = { keys in
                do throws(SettingFlaw) {
                    try KeyringFile.write(keys, path: path)
                    return nil
                } catch {
                    return error.sentence
                }
            }
        }
        return hooks
    }

    /// Keeps the key for later starts, as `--key` and `--keyring` ask together.
    private func makeKeyring() throws(Refusal) {
        if let path = configuration.newKeyring {
            do throws(SettingFlaw) {
                try KeyringFile.write(configuration.keys, path: path)
            } catch {
                throw Refusal(
                    sentence: "\(error.sentence) (--keyring)",
                    exitStatus: .configuration
                )
            }
            logger.notice("the keyring was made", metadata: ["file": "\(path)"])
        } else if let key = configuration.key, key != configuration.keys.first {
            logger.notice("the keyring counts, not the key; they differ")
        }
    }

    /// Serves until there is a reason to end, and answers with what the shell is told.
    private func attend(_ node: Node, _ gateway: Gateway) async -> ExitStatus {
        if configuration.joinOnce {
            let (addresses, post) = (configuration.join, post)
            Task { post(.joinEnded(await node.join(addresses))) }
        }
        let settling = Task {
            for pause in StartPages.pauses {
                try await Task.sleep(for: pause)
                StartPages.release()
            }
        }
        let supervision = supervise(node, gateway)
        defer {
            settling.cancel()
            for task in supervision { task.cancel() }
        }
        // Whoever has to join at once is ready when it has.
        if !configuration.joinOnce { supervisor.ready(status(of: node)) }
        var current = configuration
        for await event in events {
            switch event {
            case .stop(let signal):
                logger.info("leaving", metadata: ["signal": "\(ProcessSignals.name(signal))"])
                return .done
            case .left:
                logger.info("leaving", metadata: ["asked-by": "HTTP"])
                return .done
            case .reload:
                supervisor.reloading()
                await reload(&current, node, gateway)
                supervisor.ready(status(of: node))
            case .joinEnded(let report):
                tell(of: report)
                if report.contacted == 0 { return .nobodyReached }
                supervisor.ready(status(of: node))
            }
        }
        return .done
    }

    private func tell(of report: JoinReport) {
        for failure in report.failures {
            logger.warning(
                "not joined",
                metadata: ["address": "\(failure.address)", "reason": "\(failure.reason)"]
            )
        }
        if report.contacted == 0 {
            logger.error("nobody could be joined, and --join-once says to end then")
        }
    }

    private func stop(_ node: Node, _ gateway: Gateway) async {
        supervisor.stopping("leaving the cluster")
        await leave(node, within: Self.leaveTimeout)
        await gateway.shutdown(grace: Self.requestGrace)
        await node.shutdown()
        logger.info("ended")
    }

    private func leave(_ node: Node, within limit: Duration) async {
        do {
            try await node.leave(timeout: limit)
        } catch {
            logger.warning("left without telling everybody", metadata: ["reason": "\(error)"])
        }
    }
}
