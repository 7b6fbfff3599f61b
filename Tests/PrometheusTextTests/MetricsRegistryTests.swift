// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import PrometheusText
import Testing

/// The backend of swift-metrics, through its facade.
struct MetricsRegistryTests {
    private static func text(_ registry: MetricsRegistry) -> String {
        var writer = ExpositionWriter()
        registry.write(to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `what the facade is told stands in the text, in base units`() {
        let registry = MetricsRegistry([
            "jobs": MetricDescription("app_jobs_bytes_total", .counter, "Jobs."),
            "wait": MetricDescription(
                "app_wait_seconds",
                .histogram,
                "Waits.",
                bounds: BucketBounds([0.5])
            ),
        ])
        Counter(label: "jobs", dimensions: [("kind", "b")], factory: registry).increment(by: 5)
        Counter(label: "jobs", dimensions: [("kind", "a")], factory: registry).increment()
        Timer(label: "wait", dimensions: [], factory: registry).recordMilliseconds(250)
        let gauge = Gauge(label: "app.depth", dimensions: [], factory: registry)
        gauge.record(3)
        gauge.record(2.5)
        #expect(
            Self.text(registry) == """
                # HELP app_depth What swift-metrics calls app.depth.
                # TYPE app_depth gauge
                app_depth 2.5
                # HELP app_jobs_bytes_total Jobs.
                # TYPE app_jobs_bytes_total counter
                app_jobs_bytes_total{kind="a"} 1
                app_jobs_bytes_total{kind="b"} 5
                # HELP app_wait_seconds Waits.
                # TYPE app_wait_seconds histogram
                app_wait_seconds_bucket{le="0.5"} 1
                app_wait_seconds_bucket{le="+Inf"} 1
                app_wait_seconds_sum 0.25
                app_wait_seconds_count 1

                """
        )
    }

    @Test func `the same name and labels are one series, whoever makes it`() {
        let registry = MetricsRegistry()
        for labels in [[("a", "1"), ("b", "2")], [("b", "2"), ("a", "1")]] {
            Counter(label: "x", dimensions: labels, factory: registry).increment()
        }
        #expect(Self.text(registry).hasSuffix("\nx_total{a=\"1\",b=\"2\"} 2\n"))
    }

    @Test func `a counter never falls, and a gauge without a value is not shown`() {
        let registry = MetricsRegistry()
        let counter = registry.makeCounter(label: "c", dimensions: [])
        counter.increment(by: 3)
        counter.increment(by: -2)
        _ = registry.makeRecorder(label: "g", dimensions: [], aggregate: false)
        #expect(Self.text(registry).contains("\nc_total 3\n"))
        #expect(!Self.text(registry).contains("\ng "))
    }

    @Test func `there are never more series than the limit, and the rest is counted`() {
        let registry = MetricsRegistry(seriesLimit: 10)
        for number in 0..<1_000 {
            let labels = [("user", "\(number)")]
            Counter(label: "c", dimensions: labels, factory: registry).increment()
            Timer(label: "t\(number)", dimensions: [], factory: registry).recordSeconds(1)
        }
        let lines = Self.text(registry).split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("c_total{") } == 5)
        #expect(lines.count { $0.hasPrefix("# TYPE t") } == 5)
        #expect(registry.refusedSeries == 1_990)
    }

    @Test func `a name that is of another kind already is refused`() {
        let registry = MetricsRegistry([
            "x": MetricDescription("x_total", .counter, "X.")
        ])
        Timer(label: "x", dimensions: [], factory: registry).recordSeconds(1)
        Gauge(label: "x_total", dimensions: [], factory: registry).record(1)
        Counter(label: "x", dimensions: [], factory: registry).increment()
        #expect(
            Self.text(registry) == "# HELP x_total X.\n# TYPE x_total counter\nx_total 1\n"
        )
        #expect(registry.refusedSeries == 2)
    }

    @Test func `what is destroyed is gone, and makes room`() {
        let registry = MetricsRegistry(seriesLimit: 1)
        let counter = Counter(label: "c", dimensions: [], factory: registry)
        counter.increment()
        counter.destroy()
        #expect(Self.text(registry) == "")
        Gauge(label: "g", dimensions: [], factory: registry).record(1)
        #expect(Self.text(registry).hasSuffix("g 1\n"))
    }

    @Test func `threads count together, and a reader meanwhile sees numbers that only grow`() async
    {
        let registry = MetricsRegistry()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let counter = Counter(label: "c", dimensions: [], factory: registry)
                    let timer = Timer(label: "t", dimensions: [], factory: registry)
                    for _ in 0..<5_000 {
                        counter.increment()
                        timer.recordNanoseconds(1)
                    }
                }
            }
            group.addTask {
                var last = 0
                for _ in 0..<200 {
                    let line = Self.text(registry).split(separator: "\n")
                        .first { $0.hasPrefix("c_total ") }
                    let count = line.flatMap { Int($0.dropFirst(8)) } ?? 0
                    #expect(count >= last)
                    last = count
                }
            }
        }
        let text = Self.text(registry)
        #expect(text.contains("\nc_total 20000\n") && text.contains("\nt_seconds_count 20000\n"))
    }
}
