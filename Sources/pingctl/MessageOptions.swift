// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FoundationEssentials
import GatewayAPI

/// What is sent: exactly one of the kinds that POST /send and POST /broadcast know.
struct MessageOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The key of a message with a value.", valueName: "key"))
    var key: String?

    @Option(help: ArgumentHelp("Its value, 0 to 18446744073709551615.", valueName: "number"))
    var value: UInt64?

    @Option(help: ArgumentHelp("A text, sent as its UTF-8 bytes.", valueName: "text"))
    var text: String?

    @Option(help: ArgumentHelp("A JSON value, sent compact.", valueName: "json"))
    var json: String?

    @Option(help: ArgumentHelp("The bytes of a file; - is standard input.", valueName: "file"))
    var file: String?

    /// Largest file that is offered to the node, which has a limit of its own.
    static let fileLimitBytes = 64 << 20

    func validate() throws {
        guard (key == nil) == (value == nil) else {
            throw ValidationError("--key and --value go together")
        }
        let kinds = [key, text, json, file].compactMap { $0 }
        guard kinds.count == 1 else {
            throw ValidationError(
                "a message is exactly one of --key with --value, --text, --json, or --file"
            )
        }
        // Pasted into the request as it is: it must not end early and go on with other members.
        if let json,
            (try? JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))) == nil
        {
            throw ValidationError("--json takes one JSON value")
        }
    }

    func payload() throws(PingctlError) -> Payload {
        if let key, let value { return .keyValue(key: key, value: value) }
        if let text { return .text(text) }
        if let json { return .json(json) }
        return .bytes(try InputFile.read(file ?? "-", limitBytes: Self.fileLimitBytes))
    }
}
