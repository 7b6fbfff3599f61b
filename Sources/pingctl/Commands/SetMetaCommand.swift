// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FoundationEssentials
import GatewayAPI
import JSONText

/// `pingctl meta set`: PATCH or PUT /meta.
struct SetMetaCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Sets tags of this node, and tells the cluster.",
        discussion: """
            Other tags stay, unless --replace is given. --timeout is for telling the cluster, at \
            most 60s; when it has passed, the telling goes on, and the exit code is 2.

            EXAMPLES
              pingctl meta set zone=1a role=web
              pingctl meta set --json weight=3 'ports=[80,443]'
              pingctl meta set --replace zone=1b

            \(ExitStatus.help)
            """
    )

    @Argument(help: ArgumentHelp("A tag and its value.", valueName: "key=value"))
    var tags: [String]

    @Flag(help: "The values are JSON; without it they are strings.")
    var json = false

    @Flag(help: "All other tags go.")
    var replace = false

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func validate() throws {
        for tag in tags {
            guard let (_, value) = TagText.parts(tag) else { throw TagText.error(tag) }
            // Pasted into the request as it is: it must not end early and go on with other tags.
            let isJSON = (try? JSONDecoder().decode(JSONValue.self, from: Data(value.utf8))) != nil
            guard !json || isJSON else {
                throw ValidationError("--json wants a JSON value in \"\(tag)\"")
            }
        }
    }

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        try MetaChange(method: replace ? "PUT" : "PATCH", body: body)
            .perform(connection, output.format, session)
    }

    private var body: [UInt8] {
        var writer = JSONWriter()
        writer.openObject()
        for case let (key, value)? in tags.map(TagText.parts) {
            writer.key(key)
            if json { writer.raw(Array(value.utf8)[...]) } else { writer.string(value) }
        }
        writer.closeObject()
        return writer.bytes
    }
}
