// SPDX-License-Identifier: Apache-2.0

import Foundation
import GatewayAPI
import HTTPClient
import HTTPServer
import Logging
import Testing

@testable import Gateway
@testable import Memberlist

/// The proxy of two real nodes, over a lane between them.
@Suite(.timeLimit(.minutes(10))) struct ProxyLaneTests {
    /// A node with its gateway, and perhaps an application.
    private struct Station {
        let node: Node
        let gateway: Gateway
        let served: ServedNode

        static func start(
            _ name: String,
            upstream: String?,
            keys: [[UInt8]],
            join: [String] = []
        ) async throws -> Station {
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            var proxySettings = ProxySettings()
            proxySettings.upstream = try upstream.map { try UpstreamAddress($0) }
            let proxy = try ProxyDesk(proxySettings, of: name)
            var settings = NodeSettings(name: name)
            settings.bindAddress = "127.0.0.1"
            settings.bindPort = 0
            settings.profile = .local
            settings.keys = keys
            settings.metadata = Array(#"{"pingd":{"v":1}}"#.utf8)
            settings.join = join
            settings.calls = { proxy.answer($0) }
            let feed = Feed(limits: FeedLimits(), first: 1)
            settings.news = { feed.hear($0) }
            let node = try await Node.start(settings, logger: logger)
            var gatewaySettings = GatewaySettings(version: "9.8.7")
            gatewaySettings.listen = .tcp(host: "127.0.0.1", port: 0)
            let gateway = try Gateway.start(
                gatewaySettings,
                node: node,
                feed: feed,
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

    @Test(arguments: [[], [[UInt8](repeating: 7, count: 32)]])
    func `requests and large answers go over a lane, and to oneself`(keys: [[UInt8]])
        async throws
    {
        let upstream = try Upstream.start()
        let address = "http://\(upstream.server.boundAddress)"
        let two = try await Station.start("node2", upstream: address, keys: keys)
        let one = try await Station.start(
            "node1",
            upstream: nil,
            keys: keys,
            join: [two.node.boundAddress]
        )
        one.sees("node2")
        let simple = try one.served.ask("GET /proxy/node2/hello?x=1")
        #expect((simple.status, simple.body) == (200, "GET /hello"), "\(simple.body)")
        let own = try two.served.ask("GET /proxy/node2/own")
        #expect((own.status, own.body) == (200, "GET /own"), "\(own.body)")
        let none = try two.served.ask("GET /proxy/node1/none")
        #expect(none.status == 404, "\(none.body)")
        let count = 8 << 20
        for station in [one, two] {
            let large = try station.served.ask("GET /proxy/node2/zeros?\(count)")
            #expect((large.status, large.body.utf8.count) == (200, count))
            let echoed = try station.served.ask(
                "POST /proxy/node2/echo",
                body: [UInt8](repeating: 0x61, count: 300_000)
            )
            #expect((echoed.status, echoed.body.utf8.count) == (200, 300_000))
        }
        let dying = try one.served.ask("GET /proxy/node2/dies?1000")
        #expect((dying.status, dying.body) == (200, "half"))
        await one.stop()
        await two.stop()
        await upstream.server.shutdown(grace: .zero)
    }
}
