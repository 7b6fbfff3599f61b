// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `pingctl keys generate`: asks no node.
struct GenerateKeyCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Makes a new key from the system's random source, and prints it.",
        discussion: """
            No node is asked. Keep the key in a file that only you may read.

            EXAMPLES
              (umask 077; pingctl keys generate > new.key)

            \(ExitStatus.help)
            """
    )

    @Option(help: ArgumentHelp("256, 192 or 128.", valueName: "number"))
    var bits = 256

    func validate() throws {
        guard KeyFile.sizes.contains(where: { $0 * 8 == bits }) else {
            throw ValidationError("--bits is 256, 192 or 128")
        }
    }

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        session.console.write(KeyFile.generated(bytes: bits / 8) + "\n")
        return .done
    }
}
