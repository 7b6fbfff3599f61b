// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `pingctl rpc reply`: POST /rpc/{id}/reply.
struct ReplyCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "reply",
        abstract: "Answers a call that pingctl rpc next has taken.",
        discussion: """
            A call that has been answered, whose lease is over, or whose caller has gone, is exit \
            code 1.

            EXAMPLES
              pingctl rpc reply 0f6b1c0e --text QUIET
              pingctl rpc reply 0f6b1c0e --failed --text 'there is no such picture'

            \(ExitStatus.help)
            """
    )

    @Argument(help: ArgumentHelp("The call's id.", valueName: "id"))
    var id: String

    @Flag(help: "The call failed; what is sent are words for people.")
    var failed = false

    @OptionGroup(title: "The reply (nothing, or one kind)")
    var content: ContentOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func validate() throws {
        guard !id.isEmpty else { throw ValidationError("the call's id is missing") }
    }

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        let bytes = try content.bytes()
        let reply = try client.perform(client.replying(to: id, with: bytes, isFailure: failed))
        guard reply.status == 204 else { throw client.refusal(reply) }
        return .done
    }
}
