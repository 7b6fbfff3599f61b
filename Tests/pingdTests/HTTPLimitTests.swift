// SPDX-License-Identifier: Apache-2.0

import Gateway
import Testing

@testable import pingd

/// What clients of the API may ask for.
struct HTTPLimitTests {
    @Test func `nothing said means what the server has by itself`() throws {
        let limits = try Settings.read().gatewaySettings.limits
        #expect(limits == GatewayLimits())
        #expect(limits.connections == 10_000 && limits.connectionsPerAddress == 0)
        #expect(limits.headerTimeout == .seconds(10) && limits.bodyTimeout == .seconds(60))
        #expect(limits.bodyProgressTimeout == .seconds(10) && limits.idleTimeout == .seconds(60))
        #expect(limits.writeTimeout == .seconds(30) && limits.pipelined == 128)
        #expect(limits.requestLineBytes == 8_192 && limits.headerBytes == 16_384)
        #expect(limits.fields == 100 && limits.bodyBytes == 1_048_576)
    }

    @Test func `every limit reaches the gateway`() throws {
        let limits = try Settings.read([
            "--http-max-connections", "1000000", "--http-max-connections-per-address", "7",
            "--http-header-timeout", "1ms", "--http-body-timeout", "1h",
            "--http-body-progress-timeout", "2s", "--http-idle-timeout", "3s",
            "--http-write-timeout", "4s", "--http-max-pipelined", "1",
            "--http-max-request-line", "64", "--http-max-fields", "8",
            "--http-max-header-bytes", "256", "--http-max-body", "67108864",
        ]).gatewaySettings.limits
        #expect(limits.connections == 1_000_000 && limits.connectionsPerAddress == 7)
        #expect(limits.headerTimeout == .milliseconds(1) && limits.bodyTimeout == .seconds(3_600))
        #expect(limits.bodyProgressTimeout == .seconds(2) && limits.idleTimeout == .seconds(3))
        #expect(limits.writeTimeout == .seconds(4) && limits.pipelined == 1)
        #expect(limits.requestLineBytes == 64 && limits.headerBytes == 256)
        #expect(limits.fields == 8 && limits.bodyBytes == 67_108_864)
    }

    @Test(arguments: HTTPLimit.all.map(\.key))
    func `a limit out of bounds is one sentence that says the bounds`(key: SettingKey) throws {
        let limit = try #require(HTTPLimit.all.first { $0.key == key }).limit
        let flag = "--\(key.rawValue)"
        let (values, words): ([String], String) =
            switch limit {
            case .count(_, let range):
                (
                    ["\(range.lowerBound - 1)", "\(range.upperBound + 1)", "many", "1e3", "5s"]
                        .filter { !$0.hasPrefix("-") },
                    "is not a number from \(range.lowerBound) to \(range.upperBound)"
                )
            case .time: (["0s", "61m"], "is out of range; use 1ms to 1h")
            }
        for value in values {
            #expect(
                try Settings.refusal([flag, value])
                    == Refusal(sentence: "\(flag): \"\(value)\" \(words)", exitStatus: .usage)
            )
            let inFile = try Settings.refusal(file: "\(key.rawValue): \(value)\n")
            #expect(
                inFile
                    == Refusal(
                        sentence: "FILE:1: \(key.rawValue): \"\(value)\" \(words)",
                        exitStatus: .configuration
                    )
            )
        }
        if case .time = limit {
            #expect(
                try Settings.refusal(environment: [key.variable: "10"])
                    == Refusal(
                        sentence: "\(key.variable): \"10\" is not a duration; "
                            + "write one like 500ms, 3s, 2m or 1h",
                        exitStatus: .configuration
                    )
            )
        }
    }
}
