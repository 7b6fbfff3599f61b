// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// `pingctl rpc call`, or without the word: POST /rpc/{member}/{method}.
struct CallMethodCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Calls a method of a member, and prints the reply.",
        discussion: """
            Every node has the methods ping, which answers nothing, and echo; others are those \
            that programs beside the member take. --timeout is for the call, at most 60s. The \
            word call may be left out, unless the member is called like another command here.

            EXAMPLES
              pingctl rpc node2 echo --text hello
              pingctl rpc call next echo --text 'to a member called next'
              pingctl rpc node2 resize --file photo.jpg > small.jpg

            \(ExitStatus.help)
            """
    )

    @Argument(
        help: ArgumentHelp("Whom to call.", valueName: "member"),
        completion: MemberNames.completion
    )
    var member: String

    @Argument(help: ArgumentHelp("What to call.", valueName: "method"))
    var method: String

    @OptionGroup(title: "What goes with it (nothing, or one kind)")
    var content: ContentOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func validate() throws {
        guard !member.isEmpty, !method.isEmpty else {
            throw ValidationError("the member and the method need a name")
        }
    }

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        let path = "/rpc/\(QueryText.encoded(member))/\(QueryText.encoded(method))"
        var query = QueryText()
        query.append("timeout", connection.timeout.text)
        let reply = try client.bytes(
            path + query.text,
            uploading: Upload(contentType: "application/octet-stream", bytes: try content.bytes()),
            waiting: NodeGrace.time
        )
        session.console.write(foreign: reply)
        if session.console.isTerminal, let last = reply.last, last != UInt8(ascii: "\n") {
            session.console.write("\n")
        }
        return .done
    }
}
