// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTP1
import HTTPServer
import JSONText
import Memberlist

/// `GET /probes`: how long members took to answer this node's probes.
struct ProbesRoute: Sendable {
    let access: NodeAccess

    func add(to router: inout Router) {
        router.on(.get, "/probes", for: .read) { request, _ in
            Reply { () throws(GatewayError) in
                .now(response(to: access.latestProbes(try after(request.query))))
            }
        }
    }

    private func after(_ query: Query) throws(GatewayError) -> UInt64? {
        for pair in query.pairs where pair.name != "after" { throw .unknownParameter(pair.name) }
        return try query.single("after").map { text throws(GatewayError) in
            try SequenceNumber.read(text, field: "after")
        }
    }

    private func response(to latest: LatestProbes.Page) -> Response {
        let probes = latest.probes.map { probe in
            ProbeBody(
                number: probe.number,
                name: probe.name,
                at: Timestamp.rfc3339(unixMilliseconds: probe.endedAtUnixMilliseconds),
                rttMs: probe.roundTrip.map { $0 / .milliseconds(1) }
            )
        }
        var json = JSONWriter(capacity: 64 + 112 * probes.count)
        json.write(ProbesBody(probes: probes, last: latest.last))
        return Response(json: json)
    }
}
