// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc

/// `pingctl context add`: asks no node.
struct AddContextCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Keeps a node under a name, or changes what is kept.",
        discussion: """
            No node is asked. The first context that is added is in use at once.

            EXAMPLES
              pingctl context add local --url unix:/run/pingd.sock
              pingctl context add prod --url https://n1.example.com --token-file prod.token

            \(ExitStatus.help)
            """
    )

    @Argument(help: ArgumentHelp("Letters, digits, dots, dashes, underscores.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("Where the node's HTTP API is.", valueName: "url"))
    var url: String

    @Option(
        help: ArgumentHelp("A file with the token of the API.", valueName: "file"),
        completion: .file()
    )
    var tokenFile: String?

    @Option(
        help: ArgumentHelp("Certificates of the authorities to trust.", valueName: "file"),
        completion: .file()
    )
    var cacert: String?

    @Flag(help: "Take user and password from ~/.netrc.")
    var netrc = false

    func validate() throws {
        guard NodeContext.isName(name) else {
            throw ValidationError(
                "a context's name is 1 to 64 letters, digits, dots, dashes and underscores"
            )
        }
    }

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        guard GatewayURL(url) != nil else { throw .invalidURL(url, source: "--url") }
        let store = ContextStore(environment: session.environment)
        var file = try store.read()
        file.put(
            NodeContext(
                name: name,
                url: url,
                tokenFile: try tokenFile.map(Self.absolute),
                authorityFile: try cacert.map(Self.absolute),
                usesNetrc: netrc
            )
        )
        if file.contexts.count == 1 { file.current = name }
        try store.write(file)
        session.console.write("context \(name): \(url)\(file.current == name ? ", in use" : "")\n")
        return .done
    }

    /// The file is found again from everywhere.
    private static func absolute(_ path: String) throws(PingctlError) -> String {
        guard let resolved = realpath(path, nil) else {
            throw .unreadableFile(path: path, errno: errno)
        }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
