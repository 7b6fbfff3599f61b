// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// `pingctl rpc next`: GET /rpc/next.
struct NextCallCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "next",
        abstract: "Takes one call from the node, and shows it.",
        discussion: """
            It is answered with pingctl rpc reply and its id, before its lease ends. When none \
            comes in --wait, the exit code is 1.

            EXAMPLES
              pingctl rpc next
              pingctl rpc next upper lower --wait 30s -o json

            \(ExitStatus.help)
            """
    )

    @Argument(
        help: ArgumentHelp("Only calls of these methods. (default: any)", valueName: "method")
    )
    var methods: [String] = []

    @Option(
        help: ArgumentHelp(
            "How long to wait for one, at most 5m. (default: 30s)",
            valueName: "duration"
        ),
        transform: ConnectionOptions.duration
    )
    var wait = Duration.seconds(30)

    @OptionGroup(title: "Taking calls")
    var leasing: LeaseOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func validate() throws {
        try LeaseOptions.check(methods: methods)
        guard wait <= .seconds(300) else { throw ValidationError("--wait is at most 5m") }
    }

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        client.pool.output = session.console
        let target = leasing.target(methods: methods, waiting: wait)
        guard let answer = try client.call(target, waiting: wait) else {
            session.console.complain("no call came within \(wait.text)")
            return .no
        }
        session.show(answer.bytes, as: output.format) {
            var table = Table(
                header: ["ID", "METHOD", "FROM", "LEASE UNTIL", "BYTES", "BODY"],
                for: session.console,
                dispensable: [4, 3],
                tailColumns: 16
            )
            let call = answer.body
            return table.rendered([
                [
                    Table.Cell(call.id), Table.Cell(call.method), Table.Cell(call.from),
                    Table.Cell(call.leaseUntil ?? ""), Table.Cell("\(call.bytes)"),
                    Table.Cell(call.text ?? "base64 " + call.base64),
                ]
            ])
        }
        return .done
    }
}

extension GatewayClient {
    /// A call to answer; `nil` when none came in time.
    func call(
        _ target: String,
        waiting: Duration
    ) throws(PingctlError) -> Answer<CallBody>? {
        var request = request(target)
        request.timeout = timeout + waiting
        return try call(in: perform(request))
    }

    /// What an answer to `GET /rpc/next` has in it.
    func call(in reply: HTTPReply) throws(PingctlError) -> Answer<CallBody>? {
        reply.status == 204 ? nil : try answer(to: reply, for: CallBody.self)
    }

    /// How the answer to a call is sent.
    func replying(to id: String, with bytes: [UInt8], isFailure: Bool) -> TransferRequest {
        let query = isFailure ? "?status=failed" : ""
        var request = request("/rpc/\(QueryText.encoded(id))/reply\(query)")
        request.upload = Upload(contentType: "application/octet-stream", bytes: bytes)
        return request
    }
}
