// SPDX-License-Identifier: Apache-2.0

import Memberlist
import Testing

@testable import pingd

/// What is said to the other members, and what is taken from them.
struct ProtocolTests {
    private static let serf = Member.Versions(min: 2, max: 5, current: 4)

    @Test func `--serf stands for the delegate versions of Serf`() throws {
        let settings = try Settings.read(["--serf"]).nodeSettings { _ in }
        #expect(settings.delegateVersions == Self.serf)
        #expect(settings.announcesLeaveToSerf)
        #expect(settings.protocolVersion == 2)
        let file = try Settings.read(file: "serf: true").nodeSettings { _ in }
        #expect(file.delegateVersions == Self.serf)
    }

    @Test func `a delegate version that is given beats the one of --serf`() throws {
        let flags = ["--serf", "--delegate-protocol-version", "5"]
        let expected = Member.Versions(min: 2, max: 5, current: 5)
        #expect(try Settings.read(flags).delegateVersions == expected)
        let environment = ["PINGD_DELEGATE_PROTOCOL_MIN": "3"]
        let fewer = Member.Versions(min: 3, max: 5, current: 4)
        #expect(try Settings.read(["--serf"], environment: environment).delegateVersions == fewer)
    }

    @Test(arguments: [
        (
            ["--delegate-protocol-min", "1"],
            "--delegate-protocol-min: the delegate versions are min 1, max 0, spoken 0; "
                + "the one spoken must lie between the other two"
        ),
        (
            ["--serf", "--delegate-protocol-version", "6"],
            "--delegate-protocol-version: the delegate versions are min 2, max 5, spoken 6; "
                + "the one spoken must lie between the other two"
        ),
        (
            ["--delegate-protocol-max", "256"],
            "--delegate-protocol-max: \"256\" is not a number from 0 to 255"
        ),
        (["--protocol-version", "0"], "--protocol-version: \"0\" is not a number from 1 to 5"),
        (["--protocol-version", "6"], "--protocol-version: \"6\" is not a number from 1 to 5"),
    ])
    func `versions that cannot be are refused`(flags: [String], sentence: String) throws {
        let expected = Refusal(sentence: sentence, exitStatus: .usage)
        #expect(try Settings.refusal(flags) == expected)
    }

    @Test func `what is said of the protocol reaches the node`() throws {
        let settings = try Settings.read([
            "--protocol-version", "1", "--no-verify-incoming", "--no-verify-outgoing",
            "--no-compression", "--delegate-protocol-max", "9",
        ]).nodeSettings { _ in }
        #expect(settings.protocolVersion == 1)
        #expect(!settings.verifyIncoming && !settings.verifyOutgoing && !settings.compression)
        #expect(settings.delegateVersions == Member.Versions(min: 0, max: 9, current: 0))
        let standard = try Settings.read().nodeSettings { _ in }
        #expect(standard.verifyIncoming && standard.verifyOutgoing && standard.compression)
        #expect(standard.protocolVersion == 2)
    }
}
