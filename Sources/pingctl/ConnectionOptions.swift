// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// Which node is asked, with whose permission, and for how long.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the node's HTTP API is: http://HOST:PORT or unix:PATH. Environment: PINGCTL_URL."
                + " (default: http://127.0.0.1:8946)",
            valueName: "url"
        )
    )
    var url: String?

    @Option(
        help: ArgumentHelp(
            "A file with the token of the API. Environment: PINGCTL_TOKEN, the token itself.",
            valueName: "file"
        )
    )
    var tokenFile: String?

    @Option(
        help: ArgumentHelp(
            "How long to wait: 500ms, 10s, 2m. (default: 10s)",
            valueName: "duration"
        ),
        transform: ConnectionOptions.duration
    )
    var timeout = Duration.seconds(10)

    @Flag(help: "Take user and password from ~/.netrc, for a proxy in front of the node.")
    var netrc = false

    /// Reads a duration of the command line, longer than nothing.
    static func duration(_ text: String) throws -> Duration {
        guard let duration = Duration(text: text), duration > .zero else {
            throw ValidationError("write a duration like 500ms, 10s or 2m")
        }
        return duration
    }

    func client(environment: [String: String]) throws(PingctlError) -> GatewayClient {
        let server = try server(environment)
        let token = try token(environment)
        do {
            return GatewayClient(
                pool: try TransferPool(),
                server: server,
                token: token,
                timeout: timeout,
                trust: TrustSettings(environment: environment, usesNetrc: netrc)
            )
        } catch {
            throw .transfer(error, server)
        }
    }

    private func server(_ environment: [String: String]) throws(PingctlError) -> GatewayURL {
        let variable = environment["PINGCTL_URL", default: ""]
        guard let text = url ?? (variable.isEmpty ? nil : variable) else { return .standard }
        guard let server = GatewayURL(text) else {
            throw .invalidURL(text, source: url == nil ? "PINGCTL_URL" : "--url")
        }
        return server
    }

    private func token(_ environment: [String: String]) throws(PingctlError) -> String? {
        if let tokenFile {
            // More than any token: a wrong file is noticed before it is read whole.
            let bytes = try InputFile.read(tokenFile, limitBytes: 64 << 10)
            return try Self.token(bytes, source: tokenFile)
        }
        let variable = environment["PINGCTL_TOKEN", default: ""]
        return variable.isEmpty
            ? nil : try Self.token(Array(variable.utf8), source: "PINGCTL_TOKEN")
    }

    private static func token(
        _ bytes: [UInt8],
        source: String
    ) throws(PingctlError) -> String {
        let trimmed = ASCIISpace.trimming(bytes)
        guard !trimmed.isEmpty, trimmed.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw .invalidToken(source: source)
        }
        return String(decoding: trimmed, as: UTF8.self)
    }
}
