// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTP1
import HTTPServer
package import Logging
package import Memberlist
package import PrometheusText
import Reactor

/// A running node, offered over HTTP as `openapi.yaml` says.
package final class Gateway: Sendable {
    /// Threads one gateway may have.
    static let threadRange = 1...64
    /// The longest that any request may be parked.
    static let longestWait: Duration = .seconds(300)

    private let server: Server
    private let admission: AdmissionDesk
    private let metadata: MetadataDesk
    private let isUnix: Bool
    private let proxy: ProxyDesk?

    /// Where it listens, with the real port when 0 was asked for: `127.0.0.1:8946`, `unix:/path`.
    package var address: String { server.boundAddress }

    private init(
        server: Server,
        admission: AdmissionDesk,
        metadata: MetadataDesk,
        isUnix: Bool,
        proxy: ProxyDesk?
    ) {
        self.server = server
        self.admission = admission
        self.metadata = metadata
        self.isUnix = isUnix
        self.proxy = proxy
    }

    /// Checks what can be checked before anything starts, above all that no other machine is let
    /// in without a token.
    package static func validate(_ settings: GatewaySettings) throws(GatewayStartError) {
        guard threadRange.contains(settings.threads) else {
            throw .threadsOutOfRange(settings.threads)
        }
        for token in settings.tokens {
            guard !token.isEmpty else { throw .emptyToken }
            guard token.isUsable else { throw .unusableToken }
        }
        for name in settings.hosts where !HostName.isValid(name) { throw .invalidHostName(name) }
        let address: SocketAddress
        switch settings.listen {
        case .unix(let path):
            guard (1...107).contains(path.utf8.count) else { throw .unixPathInvalid(path) }
        case .tcp(let host, let port):
            guard let literal = SocketAddress(literal: host, port: port) else {
                throw .notAnAddress(host)
            }
            address = literal
            try validate(address, settings)
        case .passed(let number):
            do throws(Errno) {
                address = try ListeningSocket.address(ofPassed: number)
            } catch {
                throw .notAListener(number)
            }
            try validate(address, settings)
        }
    }

    private static func validate(
        _ address: SocketAddress,
        _ settings: GatewaySettings
    ) throws(GatewayStartError) {
        guard address.isLoopback || !settings.tokens.isEmpty || settings.insecure else {
            throw .openBindWithoutToken("\(address)")
        }
    }

    /// Offers `node`, what `feed` hears of it and what `metrics` is told by it; it is listening
    /// when this returns.
    package static func start(
        _ settings: GatewaySettings,
        node: Node,
        feed: Feed,
        calls: CallService = CallService(),
        proxy: ProxyDesk? = nil,
        metrics: MetricsRegistry = .forNode(),
        hooks: GatewayHooks = GatewayHooks(),
        logger: Logger
    ) throws(GatewayStartError) -> Gateway {
        try start(
            settings,
            access: NodeAccess(node),
            feed: feed,
            calls: calls,
            proxy: proxy,
            metrics: metrics,
            hooks: hooks,
            logger: logger
        )
    }

    static func start(
        _ settings: GatewaySettings,
        access: NodeAccess,
        feed: Feed,
        calls: CallService = CallService(),
        proxy: ProxyDesk? = nil,
        metrics: MetricsRegistry = .forNode(),
        hooks: GatewayHooks = GatewayHooks(),
        logger: Logger
    ) throws(GatewayStartError) -> Gateway {
        try validate(settings)
        let parts = GatewayParts(
            settings,
            access: access.sharingReports,
            feed: feed,
            calls: calls,
            proxy: proxy,
            metrics: metrics,
            hooks: hooks
        )
        let (access, metadata) = (parts.access, parts.metadata)
        let server = try listen(settings, parts.routes, logger)
        parts.pages.listen(at: server.boundAddress)
        parts.statistics.follow(server)
        parts.wake(server)
        parts.outbox?.begin()
        calls.whenOffered { [weak server] in server?.wake(.calls) }
        if settings.announces { announce(settings, server, of: access, by: metadata, logger) }
        logger.info("HTTP API is listening", metadata: ["address": "\(server.boundAddress)"])
        return Gateway(
            server: server,
            admission: parts.admission,
            metadata: metadata,
            isUnix: settings.isUnix,
            proxy: proxy
        )
    }

    private static func announce(
        _ settings: GatewaySettings,
        _ server: Server,
        of access: NodeAccess,
        by metadata: MetadataDesk,
        _ logger: Logger
    ) {
        let announcement = Announcement(
            hasLanes: settings.hasLanes,
            listener: server.boundAddress,
            advertised: access.localMember?.address
        )
        metadata.announce(announcement, logger: logger)
    }

    /// From now on these tokens, permissions, host names and limits count, except for the limit
    /// of an address.
    ///
    /// The rest of the settings is not looked at. Nothing changes when a start with them would be
    /// refused.
    package func update(_ settings: GatewaySettings) throws(GatewayStartError) {
        try Self.validate(settings)
        admission.replace(with: Admission(settings, isUnix: isUnix))
        var serverSettings = ServerSettings(address: .passed(-1))
        settings.limits.apply(to: &serverSettings)
        server.update(serverSettings.limits, connections: serverSettings.connections)
    }

    /// Why these tags, a JSON object or nothing, cannot be this node's, whatever tags it has now.
    package func refusal(ofTags tags: [UInt8]) -> String? {
        do throws(GatewayError) {
            _ = try metadata.present.replacingTags(with: .object(OwnMetadata(tags).tags))
            return nil
        } catch {
            return error.problem.detail
        }
    }

    /// Tells the cluster these tags, a JSON object or nothing, instead of those it knows.
    package func replaceTags(_ tags: [UInt8]) async -> TagsOutcome {
        let wanted = JSONTree.object(OwnMetadata(tags).tags)
        return await withCheckedContinuation { continuation in
            do throws(GatewayError) {
                try metadata.change(
                    timeout: .seconds(10),
                    { present throws(GatewayError) in try present.replacingTags(with: wanted) },
                    completion: { continuation.resume(returning: TagsOutcome($1)) }
                )
            } catch {
                continuation.resume(returning: .refused(error.problem.detail))
            }
        }
    }

    /// Returns when every HTTP thread has come round since the call, or has ended.
    package func turned() async { await server.turned() }

    private static func listen(
        _ settings: GatewaySettings,
        _ routes: Router,
        _ logger: Logger
    ) throws(GatewayStartError) -> Server {
        let address: ListenAddress =
            switch settings.listen {
            case .tcp(let host, let port): .tcp(host: host, port: port)
            case .unix(let path): .unix(path: path)
            case .passed(let number): .passed(number)
            }
        var serverSettings = ServerSettings(address: address)
        serverSettings.threads = settings.threads
        serverSettings.longestReply = longestWait
        settings.limits.apply(to: &serverSettings)
        do {
            return try Server.start(serverSettings, router: routes, logger: logger)
        } catch {
            throw GatewayStartError(error)
        }
    }

    /// Stops accepting, lets open requests end within `grace`, and closes every connection.
    package func shutdown(grace: Duration) async {
        await server.shutdown(grace: grace)
        proxy?.stop()
    }
}
