// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI
import JSONText

/// `pingctl join`: POST /join.
struct JoinCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "join",
        abstract: "Lets the node join the members at one or several gossip addresses.",
        discussion: """
            An address is a host, with a port if it is not the node's own; a name that stands for \
            several hosts is joined when one of them is. --timeout is for all of it, at most 60s; \
            what is under way then goes on. No address reached is exit code 1, not all of them 2.

            EXAMPLES
              pingctl join 10.0.0.2
              pingctl join web1.example.com:7946 web2.example.com:7946 --timeout 3s

            \(ExitStatus.help)
            """
    )

    @Argument(help: ArgumentHelp("HOST or HOST:PORT, IPv6 in brackets.", valueName: "address"))
    var addresses: [String]

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        do {
            let answer = try client.ask(
                "/join",
                uploading: .json(order),
                for: JoinBody.self,
                waiting: NodeGrace.time
            )
            switch output.format {
            case .table: session.console.write(table(answer.body.results, session.console))
            case .json: session.write(json: answer.bytes)
            case .ndjson: session.write(elementsOf: "results", in: answer.bytes)
            }
            return answer.body.failed == 0 ? .done : .partly
        } catch {
            if case .problem(let problem) = error, let results = problem.addresses,
                output.format == .table
            {
                session.console.write(table(results, session.console))
            }
            throw error
        }
    }

    private var order: [UInt8] {
        var json = JSONWriter()
        json.openObject()
        json.key("addresses")
        json.openArray()
        for address in addresses { json.string(address) }
        json.closeArray()
        json.member("timeout", connection.timeout.text)
        json.closeObject()
        return json.bytes
    }

    private func table(_ results: [JoinResultBody], _ console: Console) -> String {
        var table = Table(header: ["ADDRESS", "STATUS", "ERROR"], for: console)
        return table.rendered(
            results.map { result in
                [
                    Table.Cell(result.address),
                    Table.Cell(result.status, colour: result.status == "joined" ? .green : .red),
                    Table.Cell(result.error ?? ""),
                ]
            }
        )
    }
}
