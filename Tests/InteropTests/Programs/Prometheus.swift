// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A Prometheus that scrapes nodes and judges them by the project's alerts.
final class Prometheus: Sendable {
    /// One series of an answer, as its HTTP API shows it.
    struct Series: Decodable {
        let metric: [String: String]
        /// A moment, and a number as text.
        private let value: [Value]

        var number: Double? { value.count == 2 ? value[1].text.flatMap { Double($0) } : nil }

        private enum Value: Decodable {
            case moment(Double)
            case number(String)

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let text = try? container.decode(String.self) {
                    self = .number(text)
                } else {
                    self = .moment(try container.decode(Double.self))
                }
            }

            var text: String? {
                if case .number(let text) = self { text } else { nil }
            }
        }
    }

    let child: Child
    private let port = FreePorts.one()

    fileprivate init(scraping nodes: [Pingd], directory: URL) throws {
        let targets = nodes.map { "'127.0.0.1:\($0.httpPort)'" }.joined(separator: ", ")
        let file = directory.appendingPathComponent("prometheus.yml")
        let configuration = """
            global: { scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 200ms }
            rule_files: ['\(Packaging.file("pingd.rules.yml"))']
            scrape_configs:
              - job_name: pingd
                static_configs: [{ targets: [\(targets)] }]

            """
        try Data(configuration.utf8).write(to: file)
        child = try Child(
            "prometheus",
            [
                "--config.file=\(file.path)", "--storage.tsdb.path=\(directory.path)/data",
                "--web.listen-address=127.0.0.1:\(port)", "--log.level=warn",
            ]
        )
    }

    /// What it answers to an expression now.
    func query(_ expression: String) async throws -> [Series] {
        struct Answer: Decodable {
            struct Found: Decodable {
                let result: [Series]
            }

            let data: Found
        }
        let asked = try await ask("query", ["--data-urlencode", "query=\(expression)"])
        return try JSONDecoder().decode(Answer.self, from: Data(asked.utf8)).data.result
    }

    /// Waits until an expression has exactly these values, in whatever order.
    func shows(
        _ values: Double...,
        for expression: String,
        within limit: Duration = .seconds(20)
    ) async throws {
        try await eventually("\(expression) to be \(values)", within: limit) {
            try await query(expression).compactMap(\.number).sorted() == values.sorted()
        }
    }

    func ask(_ path: String, _ arguments: [String] = []) async throws -> String {
        let url = "http://127.0.0.1:\(port)/api/v1/\(path)"
        let asked = try await Command.run(
            "curl",
            ["--silent", "--show-error", "--fail", "--get"] + arguments + [url]
        )
        guard asked.status == 0 else { throw Child.StartError(description: asked.errors) }
        return asked.output
    }
}

extension Scene {
    /// Starts one and waits until it answers.
    func prometheus(scraping nodes: [Pingd]) async throws -> Prometheus {
        let prometheus = try Prometheus(scraping: nodes, directory: try directory())
        keep(prometheus.child)
        try await eventually("Prometheus to answer", within: .seconds(30)) {
            guard !prometheus.child.hasEnded else {
                let said = prometheus.child.errors.elements().joined(separator: "\n")
                throw Child.StartError(description: "Prometheus ended at its start: \(said)")
            }
            return (try? await prometheus.query("vector(1)"))?.count == 1
        }
        return prometheus
    }
}
