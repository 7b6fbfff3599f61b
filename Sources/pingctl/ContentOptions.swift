// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FoundationEssentials
import GatewayAPI

/// The bytes of a call or of a reply: none, or of exactly one kind.
struct ContentOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A text.", valueName: "text"))
    var text: String?

    @Option(help: ArgumentHelp("A JSON value, as it is.", valueName: "json"))
    var json: String?

    @Option(
        help: ArgumentHelp("The bytes of a file; - is standard input.", valueName: "file"),
        completion: .file()
    )
    var file: String?

    func validate() throws {
        guard [text, json, file].compactMap({ $0 }).count <= 1 else {
            throw ValidationError("of --text, --json and --file give one, or none")
        }
        if let json,
            (try? JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))) == nil
        {
            throw ValidationError("--json takes one JSON value")
        }
    }

    func bytes() throws(PingctlError) -> [UInt8] {
        guard let file else { return Array((text ?? json ?? "").utf8) }
        return try InputFile.read(file, limitBytes: MessageOptions.fileLimitBytes)
    }
}
