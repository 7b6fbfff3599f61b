// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// `pingctl metrics`: GET /metrics.
struct MetricsCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Shows the node's metrics: the text that Prometheus reads, or a table, or JSON.",
        discussion: """
            EXAMPLES
              pingctl metrics
              pingctl metrics --name 'pingd_http_*' -o table
              pingctl metrics -o ndjson | grep queue

            \(ExitStatus.help)
            """
    )

    @Option(
        help: ArgumentHelp(
            "Only metrics whose name matches, with * and ?. None at all is exit code 1.",
            valueName: "glob"
        )
    )
    var name: String?

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp(
            "text as the server sent it, table for people, json, ndjson one line per value.",
            valueName: "format"
        )
    )
    var output = MetricsFormat.text

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        let bytes = try client.text("/metrics", as: "text/plain")
        if name == nil, output == .text {
            session.console.write(foreign: bytes)
            return .done
        }
        let families = chosen(from: MetricsText.families(String(decoding: bytes, as: UTF8.self)))
        switch output {
        case .text: session.console.write(foreign: Array(families.map(\.text).joined().utf8))
        case .table where families.isEmpty: break
        case .table: session.console.write(MetricsReport.table(families, for: session.console))
        case .json:
            let array = MetricsReport.lines(families).joined(separator: [UInt8(ascii: ",")])
            session.console.write(Array("[".utf8) + Array(array) + Array("]\n".utf8))
        case .ndjson:
            session.console.write(MetricsReport.lines(families).flatMap { $0 + [0x0A] })
        }
        if let name, families.isEmpty {
            session.console.complain("no metric matches \"\(name)\"")
            return .no
        }
        return .done
    }

    /// A name is that of a family, or of a sample, as a histogram has several.
    private func chosen(from families: [MetricFamily]) -> [MetricFamily] {
        guard let name else { return families }
        let pattern = GlobPattern(name)
        return families.filter { family in
            pattern.matches(family.name) || family.samples.contains { pattern.matches($0.name) }
        }
    }
}
