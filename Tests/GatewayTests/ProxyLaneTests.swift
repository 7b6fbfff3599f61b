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
    @Test(arguments: [[], [[UInt8](repeating: 7, count: 32)]])
    func `requests and large answers go over a lane, and to oneself`(keys: [[UInt8]])
        async throws
    {
        let upstream = try Upstream.start()
        var settings = ProxySettings()
        settings.upstream = try UpstreamAddress("http://\(upstream.server.boundAddress)")
        let two = try await Station.start("node2", proxy: settings, keys: keys)
        let one = try await Station.start(
            "node1",
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
        let dying = try one.served.ask("GET /proxy/node2/dies?1000000")
        #expect((dying.status, dying.body) == (200, "half"))
        // A short answer is handed on when it is whole.
        let short = try one.served.ask("GET /proxy/node2/dies?1000")
        #expect(short.status == 502)
        #expect(try short.decoded(ProblemBody.self).code == "bad-upstream-answer")
        await one.stop()
        await two.stop()
        await upstream.server.shutdown(grace: .zero)
    }
}
