// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTPClient
import HTTPServer
import Journal
import Logging

@testable import Gateway
@testable import Memberlist

/// A node with its gateway, and perhaps an application.
struct Station {
    let node: Node
    let gateway: Gateway
    let served: ServedNode

    static func start(
        _ name: String,
        proxy proxySettings: ProxySettings = ProxySettings(),
        gateway gatewaySettings: GatewaySettings = GatewaySettings(version: "9.8.7"),
        keys: [[UInt8]] = [],
        join: [String] = [],
        port: UInt16 = 0,
        lanes: Bool = true,
        journal: OpenJournal? = nil
    ) async throws -> Station {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let proxy = try ProxyDesk(proxySettings, of: name)
        var settings = NodeSettings(name: name)
        settings.bindAddress = "127.0.0.1"
        settings.bindPort = port
        settings.profile = .local
        settings.keys = keys
        settings.lanes = lanes
        settings.join = join
        let calls = CallService()
        settings.methods[ProxyDesk.method] = { proxy.take($0) }
        settings.calls = { calls.take($0) }
        let feed: Feed
        if let journal {
            feed = try await Feed.keeping(in: journal, logger: logger)
        } else {
            feed = Feed(limits: FeedLimits(), first: 1)
        }
        feed.takeParcels(of: &settings)
        settings.news = { feed.hear($0) }
        settings.leavesCustody = feed.takesCustody
        settings.acceptedBefore = { feed.accepted(of: $0) }
        let node = try await Node.start(settings, logger: logger)
        var hooks = GatewayHooks()
        hooks.journal = journal
        var gatewaySettings = gatewaySettings
        gatewaySettings.listen = .tcp(host: "127.0.0.1", port: 0)
        let gateway = try Gateway.start(
            gatewaySettings,
            node: node,
            feed: feed,
            calls: calls,
            proxy: proxy,
            hooks: hooks,
            logger: logger
        )
        let served = ServedNode(
            node: ScriptedNode(),
            address: gateway.address,
            gateway: gateway,
            feed: feed
        )
        return Station(node: node, gateway: gateway, served: served)
    }

    func stop() async {
        await gateway.shutdown(grace: .zero)
        await node.shutdown()
    }

    /// Waits until it knows a member of that name, in that state if one is named.
    func sees(_ name: String, as state: Member.State? = nil) {
        for _ in 0..<30_000 {
            if let member = node.snapshot.member(named: name),
                state == nil || member.state == state
            {
                return
            }
            _ = poll(nil, 0, 1)
        }
    }
}
