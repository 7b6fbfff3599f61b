// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// How calls are taken.
struct LeaseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Time to answer a call in, 1s to 5m; then it goes to the next taker. (default: 30s)",
            valueName: "duration"
        ),
        transform: ConnectionOptions.duration
    )
    var lease = Duration.seconds(30)

    func validate() throws {
        guard lease >= .seconds(1), lease <= .seconds(300) else {
            throw ValidationError("--lease is 1s to 5m")
        }
    }

    /// `GET /rpc/next`; no method is any method.
    func target(methods: [String], waiting: Duration) -> String {
        var query = QueryText()
        if !methods.isEmpty { query.append("methods", methods.joined(separator: ",")) }
        query.append("wait", waiting.text)
        query.append("lease", lease.text)
        return "/rpc/next" + query.text
    }

    /// A name with a comma would be two in the query.
    static func check(methods: [String]) throws {
        for method in methods where !(1...255 ~= method.utf8.count) || method.contains(",") {
            throw ValidationError("a method's name is 1 to 255 bytes without a comma")
        }
    }
}
