// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI
import Glibc
import JSONText

/// `pingctl rpc serve`: GET /rpc/next and POST /rpc/{id}/reply, with a command between them.
struct ServeMethodCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Answers calls with a command: its input is the call, its output the reply.",
        discussion: """
            For each call the command is run once, with the bytes of the call as its standard \
            input. What it writes to standard output is the reply. When it ends with another exit \
            code than 0 the call has failed, and the last line on its standard error says why. \
            One that takes longer than --lease is ended. Its environment has \
            PINGCTL_CALL_METHOD, PINGCTL_CALL_FROM, PINGCTL_CALL_ID, PINGCTL_CALL_ATTEMPT and \
            PINGCTL_CALL_DEADLINE besides what this program's has.

            Each call is one line of output. Ctrl-C or SIGTERM: no more calls are taken, those \
            that were taken are answered, and the exit code is 0; a second time ends it at once.

            EXAMPLES
              pingctl rpc serve upper -- tr a-z A-Z
              pingctl rpc serve resize --parallel 2 --lease 2m -- convert - -resize 50% -
              pingctl rpc serve add,multiply -- sh -c 'exec ./"$PINGCTL_CALL_METHOD"'

            \(ExitStatus.help)
            """
    )

    @Argument(
        help: ArgumentHelp("Whose calls are taken; several with commas.", valueName: "method")
    )
    var method: String

    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp("The command and its arguments, behind --.", valueName: "command")
    )
    var command: [String] = []

    @Option(help: ArgumentHelp("How many calls at once, 1 to 14.", valueName: "number"))
    var parallel = 4

    @Option(help: ArgumentHelp("End after so many calls.", valueName: "number"))
    var count: Int?

    @OptionGroup(title: "Taking calls")
    var leasing: LeaseOptions

    @OptionGroup(title: "Following")
    var staying: FollowOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    private var methods: [String] {
        method.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    func validate() throws {
        try LeaseOptions.check(methods: methods)
        guard !command.isEmpty else {
            throw ValidationError(
                "write the command behind --, as in: rpc serve upper -- tr a-z A-Z"
            )
        }
        guard 1...14 ~= parallel else { throw ValidationError("--parallel is 1 to 14") }
        guard count ?? 1 > 0 else { throw ValidationError("--count is at least 1") }
    }

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        try CommandRun.check(command[0], path: session.environment["PATH"])
        let client = try connection.client(environment: session.environment)
        let plan = CallServing.Plan(
            command: command,
            variables: session.environment.map { "\($0.key)=\($0.value)" },
            target: leasing.target(methods: methods, waiting: CallServing.patience),
            parallel: parallel,
            count: count,
            lease: leasing.lease
        )
        let serving = CallServing(client, plan, staying.reconnection)
        try serving.drive(client, session) { show($0, session) }
        return .done
    }

    private func show(_ happening: CallServing.Happening, _ session: Session) {
        switch happening {
        case .said(let bytes): _ = Console.write(bytes, to: STDERR_FILENO)
        case .broke(let error):
            session.console.complain(PatientClient.broken(error.sentence, staying.reconnect))
        case .resumed: session.console.complain(PatientClient.resumed())
        case .answered(let call, let bytes, let time):
            let text = "\(bytes) bytes in \(Milliseconds.text(time)) ms"
            write(call, "ok", text, session) { json in
                json.key("bytes")
                json.integer(bytes)
                json.key("ms")
                json.thousandths(Milliseconds.thousandths(time))
            }
        case .failed(let call, let reason, let time):
            write(call, "failed", reason, session) { json in
                json.member("error", reason)
                json.key("ms")
                json.thousandths(Milliseconds.thousandths(time))
            }
        case .refused(let call, let error):
            write(call, "refused", error.sentence, session) { $0.member("error", error.sentence) }
        }
    }

    private func write(
        _ call: CallBody,
        _ status: String,
        _ text: String,
        _ session: Session,
        _ more: (inout JSONWriter) -> Void
    ) {
        guard output.format != .table else {
            let line = "\(call.method) from \(call.from): \(status), \(text)"
            return session.console.write(PrintableText.escaping(line) + "\n")
        }
        var json = JSONWriter()
        json.openObject()
        json.member("id", call.id)
        json.member("method", call.method)
        json.member("from", call.from)
        json.member("status", status)
        more(&json)
        json.closeObject()
        session.write(json: json.bytes)
    }
}
