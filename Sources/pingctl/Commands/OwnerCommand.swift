// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// `pingctl owner`: GET /owner.
struct OwnerCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "owner",
        abstract: "Shows which live member owns a key, the same on every node.",
        discussion: """
            When a member goes, only its keys move. A message to the owner: pingctl send --owner.

            EXAMPLES
              pingctl owner user-42
              pingctl owner user-42 -o json

            \(ExitStatus.help)
            """
    )

    @Argument(help: ArgumentHelp("Any text.", valueName: "key"))
    var key: String

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        var query = QueryText()
        query.append("key", key)
        let answer = try client.ask("/owner" + query.text, for: OwnerBody.self)
        session.show(answer.bytes, as: output.format) {
            let member = answer.body.member
            var table = Table(
                header: ["OWNER", "ADDRESS", "STATE", "SELF", "CANDIDATES", "KEY"],
                for: session.console,
                dispensable: [4, 3]
            )
            return table.rendered([
                [
                    Table.Cell(answer.body.owner), Table.Cell(member.address),
                    Table.Cell(member.state, colour: MemberTable.colour(of: member.state)),
                    Table.Cell(answer.body.isSelf ? "*" : ""),
                    Table.Cell("\(answer.body.candidates)"), Table.Cell(answer.body.key),
                ]
            ])
        }
        return .done
    }
}
