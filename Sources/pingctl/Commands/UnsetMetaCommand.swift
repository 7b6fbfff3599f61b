// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import JSONText

/// `pingctl meta unset`: PATCH /meta with nulls.
struct UnsetMetaCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "unset",
        abstract: "Takes tags away from this node, and tells the cluster.",
        discussion: """
            A tag that is not there is no error. --timeout is for telling the cluster, as with set.

            EXAMPLES
              pingctl meta unset zone role

            \(ExitStatus.help)
            """
    )

    @Argument(help: ArgumentHelp("A tag.", valueName: "key"))
    var keys: [String]

    @OptionGroup(title: "Output")
    var output: OutputOptions

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        var writer = JSONWriter()
        writer.openObject()
        for key in keys {
            writer.key(key)
            writer.null()
        }
        writer.closeObject()
        return try MetaChange(method: "PATCH", body: writer.bytes)
            .perform(connection, output.format, session)
    }
}
