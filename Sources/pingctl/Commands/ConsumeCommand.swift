// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI
import Glibc

/// `pingctl consume`: GET /messages and POST /messages/ack under a consumer's name.
struct ConsumeCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "consume",
        abstract: "Takes each message of the inbox once under a name, and acknowledges it.",
        discussion: """
            The node remembers for each name how far it has come, over restarts of both (it needs \
            pingd --data-dir). Every name gets every message; several that consume under one name \
            share them. What is not acknowledged while --lease lasts comes again, and after five \
            times is a dead letter, see pingctl consumers dead.

            Without a command a message is acknowledged when it has been shown. With one, it is \
            run once for each message, with its bytes as standard input; exit code 0 acknowledges \
            it. One that takes longer than --lease is ended. Its environment has PINGCTL_CONSUMER, \
            PINGCTL_MESSAGE_SEQ, PINGCTL_MESSAGE_FROM where the sender is known, \
            PINGCTL_MESSAGE_VIA, PINGCTL_MESSAGE_ATTEMPT and PINGCTL_MESSAGE_RECEIVED_AT besides \
            what this program's has.

            Ctrl-C or SIGTERM: no more is taken, what was taken is finished; a second time ends it \
            at once. The exit code is 2 when the command has failed for some messages, 1 for all.

            EXAMPLES
              pingctl consume mailer
              pingctl consume audit --drain -o ndjson >> audit.log
              pingctl consume mailer --lease 2m -- ./send-mail
              pingctl consume jobs --start next -- sh -c 'jq .job | xargs ./run'

            \(ExitStatus.help)
            """
    )

    @OptionGroup(title: "Taking messages")
    var consumer: ConsumerOptions

    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp("A command and its arguments, behind --.", valueName: "command")
    )
    var command: [String] = []

    @Option(help: ArgumentHelp("End after so many messages.", valueName: "number"))
    var count: Int?

    @Flag(help: "End when there are no more.")
    var drain = false

    @OptionGroup(title: "Following")
    var staying: FollowOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func validate() throws {
        guard count ?? 1 > 0 else { throw ValidationError("--count is at least 1") }
    }

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        if let name = command.first {
            try CommandRun.check(name, path: session.environment["PATH"])
        }
        let client = try connection.client(environment: session.environment)
        let plan = Consuming.Plan(
            consumer: consumer.name,
            command: command,
            variables: session.environment.map { "\($0.key)=\($0.value)" },
            lease: consumer.lease,
            start: consumer.start.rawValue,
            count: count,
            isDraining: drain
        )
        let consuming = Consuming(client, plan, staying.reconnection)
        var table = MessageTable(session.console)
        var (finished, failed) = (0, 0)
        try consuming.drive(client, session) { happening in
            switch happening {
            case .given(let page): show(page, &table, session)
            case .finished: finished += 1
            case .failed(let leased, let reason):
                failed += 1
                session.console.complain(Self.sentence(leased, reason))
            case .missed(let sentence): session.console.complain(sentence)
            case .wrote(let bytes): session.console.write(foreign: bytes)
            case .said(let bytes): _ = Console.write(bytes, to: STDERR_FILENO)
            case .broke(let error):
                session.console.complain(PatientClient.broken(error.sentence, staying.reconnect))
            case .resumed: session.console.complain(PatientClient.resumed())
            }
        }
        return failed == 0 ? .done : finished == 0 ? .no : .partly
    }

    private static func sentence(_ leased: LeaseBody.Leased, _ reason: String) -> String {
        let time = leased.attempt == 1 ? "" : " (attempt \(leased.attempt))"
        return "message \(leased.message.seq)\(time): \(reason)"
    }

    private func show(_ page: Consuming.Page, _ table: inout MessageTable, _ session: Session) {
        switch output.format {
        case .table:
            let messages = page.body.messages.map(\.message)
            session.console.write(table.rendered(messages, for: session.console))
        case .json: session.write(json: page.bytes)
        case .ndjson: session.write(elementsOf: "messages", in: page.bytes)
        }
    }
}
