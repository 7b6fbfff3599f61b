// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FoundationEssentials
import GatewayAPI

/// `pingctl rpc`: POST /rpc/{member}/{method}.
struct RPCCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "rpc",
        abstract: "Calls a method of a member, and prints the reply.",
        discussion: """
            Every node has the methods ping, which answers nothing, and echo; others are those \
            that programs beside the member take. --timeout is for the call, at most 60s.

            EXAMPLES
              pingctl rpc node2 echo --text hello
              pingctl rpc node2 resize --file photo.jpg > small.jpg

            \(ExitStatus.help)
            """
    )

    /// Largest file that is offered to the node, which has a limit of its own.
    private static let fileLimitBytes = 64 << 20

    @Argument(
        help: ArgumentHelp("Whom to call.", valueName: "member"),
        completion: MemberNames.completion
    )
    var member: String

    @Argument(help: ArgumentHelp("What to call.", valueName: "method"))
    var method: String

    @Option(help: ArgumentHelp("What goes with it: a text.", valueName: "text"))
    var text: String?

    @Option(help: ArgumentHelp("A JSON value, as it is.", valueName: "json"))
    var json: String?

    @Option(help: ArgumentHelp("The bytes of a file; - is standard input.", valueName: "file"))
    var file: String?

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func validate() throws {
        guard !member.isEmpty, !method.isEmpty else {
            throw ValidationError("the member and the method need a name")
        }
        guard [text, json, file].compactMap({ $0 }).count <= 1 else {
            throw ValidationError("of --text, --json and --file give one, or none")
        }
        if let json,
            (try? JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))) == nil
        {
            throw ValidationError("--json takes one JSON value")
        }
    }

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let client = try connection.client(environment: session.environment)
        let body: [UInt8]
        if let file {
            body = try InputFile.read(file, limitBytes: Self.fileLimitBytes)
        } else {
            body = Array((text ?? json ?? "").utf8)
        }
        let path = "/rpc/\(QueryText.encoded(member))/\(QueryText.encoded(method))"
        var query = QueryText()
        query.append("timeout", connection.timeout.text)
        let reply = try client.bytes(
            path + query.text,
            uploading: Upload(contentType: "application/octet-stream", bytes: body),
            waiting: NodeGrace.time
        )
        session.console.write(foreign: reply)
        if session.console.isTerminal, let last = reply.last, last != UInt8(ascii: "\n") {
            session.console.write("\n")
        }
        return .done
    }
}
