// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// What clients of the API may ask for, each and together; sizes in bytes.
struct HTTPLimitOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Connections at once; then 503. (default: 10000)", valueName: "n")
    )
    var httpMaxConnections: String?

    @Option(
        help: ArgumentHelp(
            "Of those, from one IP address; then 503. 0: any number. (default: 0)",
            valueName: "n"
        )
    )
    var httpMaxConnectionsPerAddress: String?

    @Option(
        help: ArgumentHelp(
            "From the first byte of a request to the end of its fields; then 408. (default: 10s)",
            valueName: "time"
        )
    )
    var httpHeaderTimeout: String?

    @Option(
        help: ArgumentHelp("A whole body; then 408. (default: 1m)", valueName: "time")
    )
    var httpBodyTimeout: String?

    @Option(
        help: ArgumentHelp(
            "Between two pieces of a body; then 408. (default: 10s)",
            valueName: "time"
        )
    )
    var httpBodyProgressTimeout: String?

    @Option(
        help: ArgumentHelp(
            "How long a connection may stay open without a request. (default: 1m)",
            valueName: "time"
        )
    )
    var httpIdleTimeout: String?

    @Option(
        help: ArgumentHelp(
            "How long a client may leave an answer untaken. (default: 30s)",
            valueName: "time"
        )
    )
    var httpWriteTimeout: String?

    @Option(
        help: ArgumentHelp(
            "Answers that may wait for a client before its next request is read. (default: 128)",
            valueName: "n"
        )
    )
    var httpMaxPipelined: String?

    @Option(
        help: ArgumentHelp("Bytes of a request line; then 414. (default: 8192)", valueName: "n")
    )
    var httpMaxRequestLine: String?

    @Option(
        help: ArgumentHelp("Fields of a request; then 431. (default: 100)", valueName: "n")
    )
    var httpMaxFields: String?

    @Option(
        help: ArgumentHelp("Bytes of all its fields; then 431. (default: 16384)", valueName: "n")
    )
    var httpMaxHeaderBytes: String?

    @Option(
        help: ArgumentHelp("Bytes of a body; then 413. (default: 1048576)", valueName: "n")
    )
    var httpMaxBody: String?

    var flags: [SettingKey: [String]] {
        [
            .httpMaxConnections: Given.text(httpMaxConnections),
            .httpMaxConnectionsPerAddress: Given.text(httpMaxConnectionsPerAddress),
            .httpHeaderTimeout: Given.text(httpHeaderTimeout),
            .httpBodyTimeout: Given.text(httpBodyTimeout),
            .httpBodyProgressTimeout: Given.text(httpBodyProgressTimeout),
            .httpIdleTimeout: Given.text(httpIdleTimeout),
            .httpWriteTimeout: Given.text(httpWriteTimeout),
            .httpMaxPipelined: Given.text(httpMaxPipelined),
            .httpMaxRequestLine: Given.text(httpMaxRequestLine),
            .httpMaxFields: Given.text(httpMaxFields),
            .httpMaxHeaderBytes: Given.text(httpMaxHeaderBytes),
            .httpMaxBody: Given.text(httpMaxBody),
        ]
    }
}
