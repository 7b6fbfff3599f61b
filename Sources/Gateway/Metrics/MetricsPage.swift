// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import Memberlist
import PrometheusText

/// One answer to a scrape, from what was asked for it.
struct MetricsPage {
    /// `nil` when the node's thread did not answer, or has ended.
    var report: NodeReport?
    /// `nil` when an HTTP thread did not answer.
    var measurements: ServerMeasurements?
    let readiness: Node.Readiness
    /// What `GET /self` shows, by its names there; those of the node are missing without it.
    let counts: [String: UInt64]
    let process: ProcessFigures
    let version: String

    /// Everything, in an order that does not change.
    func write(_ registry: MetricsRegistry, to writer: inout ExpositionWriter) {
        writeStanding(to: &writer)
        registry.write(to: &writer)
        for rule in CountRules.all { rule.write(counts, to: &writer) }
        writeRequests(to: &writer)
        writeProcess(to: &writer)
        writer.begin(Self.refusedSeries)
        writer.sample(registry.refusedSeries)
    }

    private func writeStanding(to writer: inout ExpositionWriter) {
        writer.begin(Self.buildInfo)
        writer.sample(1.0, LabelText([("version", version)]))
        writer.begin(Self.responding)
        writer.sample(report == nil ? 0.0 : 1.0)
        writer.begin(Self.ready)
        writer.sample(readiness.isReady ? 1.0 : 0.0)
        writer.begin(Self.joined)
        writer.sample(readiness.hasJoined ? 1.0 : 0.0)
        writer.begin(Self.leaving)
        writer.sample(readiness.isLeaving ? 1.0 : 0.0)
        writer.begin(Self.incarnation)
        if let report { writer.sample(UInt64(report.incarnation)) }
    }

    private func writeRequests(to writer: inout ExpositionWriter) {
        writer.begin(Self.requests)
        let requests = measurements?.requests.sorted { a, b in
            (a.key.route, a.key.method, a.key.status) < (b.key.route, b.key.method, b.key.status)
        }
        for (kind, count) in requests ?? [] {
            let status = kind.status == 0 ? "other" : "\(kind.status)"
            let labels = [("route", kind.route), ("method", kind.method), ("code", status)]
            writer.sample(count, LabelText(labels))
        }
        writer.begin(Self.durations)
        for (route, latencies) in measurements?.latencies.sorted(by: { $0.key < $1.key }) ?? [] {
            let histogram = HistogramCounts(
                Self.durations.bounds,
                buckets: latencies.buckets,
                sum: latencies.seconds
            )
            if let histogram { writer.sample(histogram, LabelText([("route", route)])) }
        }
        writer.begin(Self.inFlight)
        if let measurements { writer.sample(Double(measurements.inFlight)) }
        writer.begin(Self.bytesReceived)
        if let measurements { writer.sample(measurements.bytesReceived) }
        writer.begin(Self.bytesSent)
        if let measurements { writer.sample(measurements.bytesSent) }
    }

    private func writeProcess(to writer: inout ExpositionWriter) {
        writer.begin(Self.cpu)
        if let seconds = process.cpuSeconds { writer.sample(seconds) }
        writer.begin(Self.start)
        if let seconds = process.startSeconds { writer.sample(seconds) }
        for (description, value) in [
            (Self.resident, process.residentBytes), (Self.virtual, process.virtualBytes),
            (Self.descriptors, process.openDescriptors),
            (Self.descriptorLimit, process.maximumDescriptors),
        ] {
            writer.begin(description)
            if let value { writer.sample(value) }
        }
    }
}

extension MetricsPage {
    // MARK: The node

    private static let buildInfo = MetricDescription(
        "pingd_build_info",
        .gauge,
        "Always 1; the label says which version runs."
    )
    private static let responding = MetricDescription(
        "pingd_node_responding",
        .gauge,
        "Whether the node's thread answered this scrape; if not, what only it knows is missing."
    )
    private static let ready = MetricDescription(
        "pingd_node_ready",
        .gauge,
        "Whether GET /readyz says 200."
    )
    private static let joined = MetricDescription(
        "pingd_node_joined",
        .gauge,
        "Whether another member has been reached since the start."
    )
    private static let leaving = MetricDescription(
        "pingd_node_leaving",
        .gauge,
        "Whether the node says goodbye, or has said it."
    )
    private static let incarnation = MetricDescription(
        "pingd_node_incarnation",
        .gauge,
        "The number with which this node outbids what others say of it."
    )

    // MARK: HTTP

    private static let requests = MetricDescription(
        "pingd_http_requests_total",
        .counter,
        "HTTP requests that were answered, by route, method and status."
    )
    private static let durations = MetricDescription(
        "pingd_http_request_duration_seconds",
        .histogram,
        "From the whole request to its answer, by route; waits that were asked for are in it.",
        bounds: BucketBounds(ServerMeasurements.bounds)
    )
    private static let inFlight = MetricDescription(
        "pingd_http_requests_in_flight",
        .gauge,
        "Requests that wait for their answer, this scrape and parked ones included."
    )
    private static let bytesReceived = MetricDescription(
        "pingd_http_received_bytes_total",
        .counter,
        "Bytes that HTTP clients sent."
    )
    private static let bytesSent = MetricDescription(
        "pingd_http_sent_bytes_total",
        .counter,
        "Bytes that were sent to HTTP clients."
    )

    // MARK: The process, by the names that all clients of Prometheus have

    private static let cpu = MetricDescription(
        "process_cpu_seconds_total",
        .counter,
        "User and system time of all threads."
    )
    private static let start = MetricDescription(
        "process_start_time_seconds",
        .gauge,
        "When the process began, since 1970."
    )
    private static let resident = MetricDescription(
        "process_resident_memory_bytes",
        .gauge,
        "Memory that the process has in RAM."
    )
    private static let virtual = MetricDescription(
        "process_virtual_memory_bytes",
        .gauge,
        "Memory that the process has mapped."
    )
    private static let descriptors = MetricDescription(
        "process_open_fds",
        .gauge,
        "Descriptors that are open."
    )
    private static let descriptorLimit = MetricDescription(
        "process_max_fds",
        .gauge,
        "Descriptors that may be open at once."
    )
    private static let refusedSeries = MetricDescription(
        "pingd_metrics_refused_series_total",
        .counter,
        "Series that are missing here because there were too many."
    )
}
