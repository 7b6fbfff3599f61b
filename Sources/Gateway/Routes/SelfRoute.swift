// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTP1
import HTTPServer
import JSONText
import Memberlist
import Messaging

/// `GET /self`, and the method `self` for other members: this node, its counters and its queues.
struct SelfRoute: Sendable {
    static let method = "self"
    private static let patience: Duration = .seconds(2)

    let access: NodeAccess
    let pages: MemberPages
    let statistics: StatisticsSource
    let counts: NamedCounts
    let admission: AdmissionDesk
    let version: String

    func add(to router: inout Router) {
        router.on(.get, "/self", for: .read) { request, responder in
            let permissions = admission.permissions(of: request.fields)
            access.report { report in
                responder.complete { response(to: report, permissions) }
            }
            return .later(deadline: Self.patience) { GatewayError.nodeUnresponsive.response }
        }
    }

    /// Has the node answer calls of `self` with the same, but for what the asker may do.
    func answerCalls() {
        access.answer(Self.method) { call in
            if call.isStreamed { call.exchange.perform(.stop(.cancelled)) }
            access.report { report in
                guard let report else { return call.exchange.perform(.cancel(.failed)) }
                var json = JSONWriter(capacity: 2_048)
                json.write(body(report, nil))
                call.exchange.perform(.reply(.ok, body: json.bytes, isStreamed: false))
            }
            return { _ in }
        }
    }

    private func response(to report: NodeReport?, _ permissions: [Permission]) -> Response {
        guard let report else { return GatewayError.nodeStopped.response }
        var json = JSONWriter(capacity: 2_048)
        json.write(body(report, permissions))
        return Response(json: json)
    }

    private func body(_ report: NodeReport, _ permissions: [Permission]?) -> SelfBody {
        let readiness = access.readiness()
        let statistics = statistics.now
        let heard = counts.now
        let (seconds, attoseconds) = report.uptime.components
        return SelfBody(
            name: report.name,
            version: version,
            address: report.advertisedAddress,
            bind: report.boundAddress,
            http: pages.address ?? "",
            uptimeSeconds: Double(seconds) + Double(attoseconds) / 1e18,
            incarnation: report.incarnation,
            healthScore: report.healthScore,
            protocolVersions: VersionsBody(report.protocolVersions),
            delegateVersions: VersionsBody(report.delegateVersions),
            ready: readiness.isReady,
            joined: readiness.hasJoined,
            leaving: report.isLeaving,
            permissions: permissions?.map(\.rawValue),
            counters: Self.merged(report.counters, statistics.counters, heard.counters),
            queues: Self.merged(report.queues, statistics.queues, heard.queues)
        )
    }

    private static func merged(
        _ counts: [NodeReport.Count],
        _ more: [String: Int],
        _ heard: [String: UInt64]
    ) -> [String: UInt64] {
        var all = more.mapValues { UInt64(max(0, $0)) }
        for (name, count) in heard { all[name] = count }
        for count in counts { all[count.name] = count.value }
        return all
    }
}

extension ServerStatistics {
    /// All of it, by the names in the API.
    var named: [String: UInt64] {
        counters.merging(queues) { $1 }.mapValues { UInt64(max(0, $0)) }
    }

    /// What only grows, by the name it has in the API.
    var counters: [String: Int] {
        var counters = [
            "http-connections-accepted": connectionsAccepted,
            "http-connections-refused": connectionsRefused,
            "http-connections-refused-for-address": connectionsRefusedForAddress,
            "http-accept-failures": acceptFailures,
            "http-requests": requests,
            "http-timeouts": timeouts,
            "http-write-stalls": writeStalls,
            "http-idle-timeouts": idleTimeouts,
            "http-bodies-cut-off": bodiesCutOff,
            "http-pipelines-held": pipelinesHeld,
        ]
        for (index, count) in responsesByClass.enumerated() {
            counters["http-responses-\(index + 1)xx"] = count
        }
        for (reason, count) in faults { counters["http-faults-\(reason)"] = count }
        return counters
    }

    /// What goes up and down.
    var queues: [String: Int] {
        [
            "http-connections": connectionsOpen, "http-parked": parked, "http-streams": streams,
        ]
    }
}
