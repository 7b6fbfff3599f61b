// SPDX-License-Identifier: Apache-2.0

import Gateway
import GatewayAPI
import Logging
import Memberlist
import Testing

@testable import pingd

struct ValueTests {
    @Test(arguments: [
        ("127.0.0.1:1", "127.0.0.1:1"), ("127.0.0.1", "127.0.0.1:7946"), (":5", "0.0.0.0:5"),
        ("[::1]:5", "[::1]:5"), ("[::]", "[::]:7946"), ("localhost:5", "127.0.0.1:5"),
        ("0.0.0.0:0", "0.0.0.0:0"), ("[fe80::1:2]:65535", "[fe80::1:2]:65535"),
    ])
    func `an address may leave out what the default has`(text: String, expected: String) throws {
        #expect("\(try Settings.read(["--bind", text]).bind)" == expected)
    }

    @Test(
        arguments: [
            ("10.0.0.1:7", "10.0.0.1", 7), ("10.0.0.1", "10.0.0.1", nil), ("[::1]", "::1", nil),
        ] as [(String, String, UInt16?)]
    )
    func `an advertised address may leave the port to the bound one`(
        text: String,
        address: String,
        port: UInt16?
    ) throws {
        let advertise = try Settings.read(["--advertise", text]).advertise
        #expect(advertise == .init(address: address, port: port))
    }

    @Test func `join addresses of every form are accepted`() throws {
        let texts = [
            "host", "host:1", "n/host:1", "[::1]:1", "::1", "[::1]", "10.0.0.1", "a.b:65535",
        ]
        #expect(try Settings.read(["--join", texts.joined(separator: ",")]).join == texts)
    }

    @Test func `tags become one JSON object with sorted keys`() throws {
        let configuration = try Settings.read(["--meta", "zone=1a", "--meta", #"a=x=y,/"é"#])
        #expect(
            String(decoding: configuration.metadata, as: UTF8.self)
                == #"{"a":"x=y,/\"é","zone":"1a"}"#
        )
        #expect(try Settings.read().metadata == [])
    }

    @Test func `tags of the environment and of the file mean the same as flags`() throws {
        let flags = try Settings.read(["--meta", "a=1", "--meta", "b=2"]).metadata
        #expect(try Settings.read(environment: ["PINGD_META": "a=1, b=2"]).metadata == flags)
        #expect(try Settings.read(file: "meta:\n  a: 1\n  b: '2'\n").metadata == flags)
        #expect(try Settings.read(file: "meta: [a=1, b=2]").metadata == flags)
    }

    @Test func `512 bytes of metadata pass, one more does not`() throws {
        let value = String(repeating: "x", count: 512 - #"{"k":""}"#.utf8.count)
        #expect(try Settings.read(["--meta", "k=" + value]).metadata.count == 512)
        #expect(
            try Settings.refusal(["--meta", "k=x" + value])
                == Refusal(
                    sentence: "--meta: the tags make 513 bytes of metadata; "
                        + "the protocol's limit is 512",
                    exitStatus: .usage
                )
        )
    }

    @Test(arguments: ["true", "TRUE", "yes", "on", "1"])
    func `truth has several words`(word: String) throws {
        #expect(try Settings.read(environment: ["PINGD_HTTP_INSECURE": word]).httpInsecure)
    }

    @Test func `warn is warning`() throws {
        #expect(try Settings.read(["--log-level", "warn"]).logLevel == .warning)
    }

    @Test func `the settings of node and gateway are those of the configuration`() throws {
        let configuration = try Settings.read([
            "--name", "n", "--bind", "[::1]:1", "--advertise", "10.0.0.1:2", "--join", "a,b",
            "--http", "127.0.0.1:3", "--http-host", "h", "--http-threads", "4", "--ping", "5s",
            "--no-pong", "--profile", "wan", "--meta", "a=b", "--label", "l",
        ])
        let node = configuration.nodeSettings { _ in }
        #expect(node.name == "n")
        #expect(node.bindAddress == "::1")
        #expect(node.bindPort == 1)
        #expect(node.advertiseAddress == "10.0.0.1")
        #expect(node.advertisePort == 2)
        #expect(node.join == ["a", "b"])
        #expect(node.profile == .wan)
        #expect(node.metadata == Array(#"{"a":"b"}"#.utf8))
        #expect(node.label == Array("l".utf8))
        #expect(node.pingPong?.interval == .seconds(5))
        #expect(node.pingPong?.answers == false)
        let gateway = configuration.gatewaySettings
        #expect(gateway.listen == .tcp(host: "127.0.0.1", port: 3))
        #expect(gateway.hosts == ["h"])
        #expect(gateway.threads == 4)
        #expect(gateway.version == ProgramVersion.text)
    }

    @Test func `a node that joins once is not told to join in the background`() throws {
        let configuration = try Settings.read(["--join", "a", "--join-once"])
        #expect(configuration.nodeSettings { _ in }.join == [])
    }

    @Test(
        arguments: [
            ("55e0-55f0 r-xp 0001 fe:01 12    /usr/bin/pingd", 0x55E0..<0x55F0),
            ("55e0-55f0 r--p 0001 fe:01 12    /usr/bin/pingd", nil),
            ("55e0-55f0 rw-p 0001 fe:01 12    /usr/bin/pingd", nil),
            ("55e0-55f0 r-xp 0000 00:00 0     [vdso]", nil),
            ("55e0-55f0 r-xp 0000 00:00 0 ", nil), ("55f0-55e0 r-xp 0 fe:01 1 /x", nil),
            ("x-y r-xp 0 fe:01 1 /x", nil), ("", nil),
        ] as [(String, Range<UInt>?)]
    )
    func `only code that nobody writes to is given back`(line: String, range: Range<UInt>?) {
        #expect(StartPages.codeRange(line) == range)
    }
}
