// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PrometheusText

/// Prometheus's text format, version 0.0.4, line by line.
struct ExpositionWriterTests {
    private static func text(_ write: (inout ExpositionWriter) -> Void) -> String {
        var writer = ExpositionWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static let plain = MetricDescription("a_total", .counter, "Help.")

    @Test func `a family is its help, its type and its values`() {
        let text = Self.text { writer in
            writer.begin(Self.plain)
            writer.sample(7 as UInt64)
            writer.sample(UInt64.max, LabelText([("code", "200")]))
        }
        #expect(
            text == """
                # HELP a_total Help.
                # TYPE a_total counter
                a_total 7
                a_total{code="200"} 18446744073709551615

                """
        )
    }

    @Test func `help escapes backslashes and line feeds, and no quotes`() {
        let text = Self.text { $0.begin(MetricDescription("a", .gauge, "a\\b\n\"c\"")) }
        #expect(text == "# HELP a a\\\\b\\n\"c\"\n# TYPE a gauge\n")
    }

    @Test(arguments: [
        ("", ""), ("a\"b", "a\\\"b"), ("a\\b", "a\\\\b"), ("a\nb", "a\\nb"), ("\\n", "\\\\n"),
        ("é{},= ", "é{},= "), ("\u{0}\r", "\u{0}\r"), ("\r\n", "\r\\n"),
    ])
    func `a label's value cannot end its quotes or its line`(value: String, escaped: String) {
        #expect(LabelText([("l", value)]).text == "l=\"\(escaped)\"")
    }

    @Test func `a label's value is cut at a character, and stays below its limit`() {
        let text = LabelText([("l", String(repeating: "é", count: 500))]).text
        #expect(text == "l=\"\(String(repeating: "é", count: LabelText.valueBytes / 2))\"")
        #expect(LabelText([("l", "a" + String(repeating: "\u{301}", count: 500))]).text == "l=\"\"")
    }

    @Test func `labels are the same in whatever order, and the later of two counts`() {
        let labels = LabelText([("b", "2"), ("a", "1")])
        #expect(labels == LabelText([("a", "1"), ("b", "2")]))
        #expect(labels.text == #"a="1",b="2""#)
        #expect(LabelText([("a", "1"), ("a", "2")]).text == #"a="2""#)
    }

    @Test(arguments: [
        (Double.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (0, "0"), (-0.0, "0"),
        (3, "3"), (-3, "-3"), (0.0001, "0.0001"), (1.5, "1.5"), (1e15, "1000000000000000"),
        (1e16, "1e+16"),
        (1_795_384_800.25, "1795384800.25"), (.leastNonzeroMagnitude, "5e-324"),
        (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
    ])
    func `a number is written as Go reads it, to the last digit`(value: Double, text: String) {
        #expect(ExpositionWriter.text(of: value) == text)
    }

    @Test func `buckets add up to the count, which that without end shows`() {
        var counts = HistogramCounts(BucketBounds([0.1, 1, 10]))
        for value in [0.05, 0.1, 0.5, 5, 5, 50, .nan, .infinity] { counts.record(value) }
        let text = Self.text { writer in
            writer.begin(MetricDescription("h", .histogram, "H."))
            writer.sample(counts, LabelText([("route", "/a")]))
        }
        #expect(
            text == """
                # HELP h H.
                # TYPE h histogram
                h_bucket{route="/a",le="0.1"} 2
                h_bucket{route="/a",le="1"} 3
                h_bucket{route="/a",le="10"} 5
                h_bucket{route="/a",le="+Inf"} 6
                h_sum{route="/a"} 60.65
                h_count{route="/a"} 6

                """
        )
    }

    @Test func `a histogram without labels has its bounds alone`() {
        let text = Self.text { writer in
            writer.begin(MetricDescription("h", .histogram, "H."))
            writer.sample(HistogramCounts(BucketBounds([])))
        }
        #expect(text.hasSuffix("h_bucket{le=\"+Inf\"} 0\nh_sum 0\nh_count 0\n"))
    }

    @Test func `bounds grow and are finite, whatever is given`() {
        let bounds = BucketBounds([1, 1, 0.5, .nan, 2, .infinity])
        #expect(bounds.values == [1, 2])
        #expect(HistogramCounts(bounds, buckets: [1, 2], sum: 3) == nil)
        #expect(HistogramCounts(bounds, buckets: [1, 2, 3], sum: 3)?.count == 6)
    }

    @Test func `a family that was begun before is left out, for its name may stand once`() {
        let text = Self.text { writer in
            writer.begin(Self.plain)
            writer.sample(1 as UInt64)
            writer.begin(Self.plain)
            writer.sample(2 as UInt64)
            writer.begin(MetricDescription("b", .gauge, "B."))
            writer.sample(3 as UInt64)
        }
        #expect(text.hasSuffix("a_total 1\n# HELP b B.\n# TYPE b gauge\nb 3\n"))
    }

    @Test(arguments: [
        ("memberlist.udp.received", "_total", "memberlist_udp_received_total"),
        ("memberlist.pushPullNode", "_seconds", "memberlist_push_pull_node_seconds"),
        ("a_total", "_total", "a_total"), ("9 lives", "", "_9_lives"), ("", "", "_"),
        ("é", "", "__"), ("HTTPServer", "", "httpserver"), ("a:b", "", "a_b"),
    ])
    func `any name becomes one that Prometheus takes`(label: String, unit: String, name: String) {
        #expect(MetricName.metric(label, unit: unit) == name)
    }

    @Test(arguments: [("le", "le_"), ("__name__", "_name__"), ("node_state", "node_state")])
    func `a label has no name that Prometheus keeps for itself`(name: String, label: String) {
        #expect(MetricName.label(name) == label)
    }
}
