// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// Which node is asked, with whose permission, and for how long.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the node's HTTP API is: http://HOST:PORT, https://… or unix:PATH; repeatable: "
                + "members, self, health, ping, events and messages ask each, others the first "
                + "that answers. "
                + "Environment: PINGCTL_URL. (default: http://127.0.0.1:8946)",
            valueName: "url"
        )
    )
    var url: [String] = []

    @Option(
        help: ArgumentHelp(
            "A node by its name in pingctl context list. Environment: PINGCTL_CONTEXT.",
            valueName: "name"
        ),
        completion: ContextNames.completion
    )
    var context: String?

    @Option(
        help: ArgumentHelp(
            "A file with the token of the API. Environment: PINGCTL_TOKEN, the token itself.",
            valueName: "file"
        ),
        completion: .file()
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

    @Option(
        help: ArgumentHelp(
            "Certificates of the authorities to trust. Environment: CURL_CA_BUNDLE.",
            valueName: "file"
        ),
        completion: .file()
    )
    var cacert: String?

    @Option(
        help: ArgumentHelp(
            "An HTTP or SOCKS proxy to go through, as curl's --proxy. Environment, for nodes on "
                + "other machines: http_proxy, HTTPS_PROXY, ALL_PROXY, NO_PROXY.",
            valueName: "url"
        )
    )
    var proxy: String?

    @Flag(help: "Take user and password from ~/.netrc, for a proxy in front of the node.")
    var netrc = false

    func validate() throws {
        guard url.isEmpty || context == nil else {
            throw ValidationError("--url and --context exclude each other")
        }
    }

    /// Reads a duration of the command line, longer than nothing.
    static func duration(_ text: String) throws -> Duration {
        guard let duration = Duration(text: text), duration > .zero else {
            throw ValidationError("write a duration like 500ms, 10s or 2m")
        }
        return duration
    }

    /// The node to ask: of several, the first that answers.
    func client(environment: [String: String]) throws(PingctlError) -> GatewayClient {
        try GatewayClient.firstAnswering(try clients(environment: environment))
    }

    /// Every node that was named, at least one; they share their pool.
    func clients(environment: [String: String]) throws(PingctlError) -> [GatewayClient] {
        let plan = try ConnectionPlan(self, environment: environment)
        let pool: TransferPool
        do { pool = try TransferPool() } catch { throw .transfer(error, plan.servers[0]) }
        return plan.servers.map { server in
            GatewayClient(
                pool: pool,
                server: server,
                token: plan.token,
                timeout: timeout,
                trust: plan.trust
            )
        }
    }
}
