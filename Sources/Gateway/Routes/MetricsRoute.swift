// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import Memberlist
import PrometheusText

/// `GET /metrics`: everything that is counted, for Prometheus.
///
/// The node and all HTTP threads are asked for what is so now. One of them that does not answer
/// costs what it knows, and not the whole answer: that is when it is needed most.
struct MetricsRoute: Sendable {
    /// Well below the 10 s that Prometheus gives a scrape.
    static let patience: Duration = .seconds(2)

    let access: NodeAccess
    let statistics: StatisticsSource
    let named: NamedCounts
    let registry: MetricsRegistry
    let version: String

    func add(to router: inout Router) {
        router.on(.get, "/metrics", for: .read) { _, responder in
            let scrape = Scrape()
            access.report { report in
                if scrape.take(report) { responder.complete { response(scrape.now) } }
            }
            statistics.measure { measurements in
                if scrape.take(measurements) { responder.complete { response(scrape.now) } }
            }
            return .later(deadline: Self.patience) { response(scrape.now) }
        }
    }

    private func response(_ found: Scrape.Found) -> Response {
        let page = MetricsPage(
            report: found.report,
            measurements: found.measurements,
            readiness: access.readiness(),
            counts: counts(found.report),
            process: .now,
            version: version
        )
        var writer = ExpositionWriter(capacity: 48 * 1_024)
        page.write(registry, to: &writer)
        return Response(
            fields: [
                "Content-Type": ExpositionWriter.contentType, "Cache-Control": "no-store",
            ],
            body: writer.bytes
        )
    }

    /// The numbers of `GET /self`, by their names there.
    private func counts(_ report: NodeReport?) -> [String: UInt64] {
        let heard = named.now
        var counts = statistics.now.named
        counts.merge(heard.counters) { $1 }
        counts.merge(heard.queues) { $1 }
        for count in (report?.counters ?? []) + (report?.queues ?? []) {
            counts[count.name] = count.value
        }
        return counts
    }
}
