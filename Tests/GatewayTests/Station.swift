// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTPClient
import HTTPServer
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
        join: [String] = []
    ) async throws -> Station {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let proxy = try ProxyDesk(proxySettings, of: name)
        var settings = NodeSettings(name: name)
        settings.bindAddress = "127.0.0.1"
        settings.bindPort = 0
        settings.profile = .local
        settings.keys = keys
        settings.lanes = true
        settings.join = join
        let calls = CallService()
        calls.serve(ProxyDesk.method) { proxy.answer($0) }
        settings.calls = { calls.take($0) }
        let feed = Feed(limits: FeedLimits(), first: 1)
        settings.news = { feed.hear($0) }
        let node = try await Node.start(settings, logger: logger)
        var gatewaySettings = gatewaySettings
        gatewaySettings.listen = .tcp(host: "127.0.0.1", port: 0)
        let gateway = try Gateway.start(
            gatewaySettings,
            node: node,
            feed: feed,
            calls: calls,
            proxy: proxy,
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

    func sees(_ name: String) {
        for _ in 0..<30_000
        where !node.snapshot.members.contains(where: { $0.name == name }) {
            _ = poll(nil, 0, 1)
        }
    }
}
