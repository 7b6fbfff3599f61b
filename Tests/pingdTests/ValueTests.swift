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

    @Test func `what others can reach is announced, unless Serf would show it as a role`() throws {
        func announced(_ flags: String...) throws -> String {
            let settings = try Settings.read(flags)
            return String(decoding: settings.announcedMetadata, as: UTF8.self)
        }
        let http = #"{"pingd":{"v":1,"http":"127.0.0.1:8946"}}"#
        let lanes = #"{"pingd":{"v":1}}"#
        #expect(try announced() == lanes)
        #expect(try announced("--no-lanes") == "")
        #expect(try announced("--meta", "a=b") == #"{"a":"b","pingd":{"v":1}}"#)
        #expect(try announced("--meta", "a=b", "--no-lanes") == #"{"a":"b"}"#)
        let plain = try announced("--bind", "127.0.0.1:1", "--no-lanes")
        #expect(plain == #"{"pingd":{"http":"127.0.0.1:8946"}}"#)
        #expect(try announced("--bind", "127.0.0.1:1") == http)
        #expect(try announced("--advertise", "127.0.0.1") == http)
        #expect(try announced("--bind", "127.0.0.1:1", "--serf") == "")
        #expect(try announced("--bind", "127.0.0.1:1", "--http", "unix:/x") == lanes)
        let tagged = try announced("--bind", "[::1]:1", "--http", "[::1]:2", "--meta", "a=b")
        #expect(tagged == #"{"a":"b","pingd":{"v":1,"http":"[::1]:2"}}"#)
    }

    @Test func `tags leave room for the address of the API`() throws {
        let value = String(repeating: "x", count: 480)
        #expect(
            try Settings.refusal(["--bind", "127.0.0.1:1", "--meta", "k=" + value])
                == Refusal(
                    sentence:
                        "--meta: the tags make 488 bytes of metadata, 528 with what the node "
                        + "says of itself; the protocol's limit is 512",
                    exitStatus: .usage
                )
        )
    }

    @Test func `512 bytes of metadata pass, one more does not`() throws {
        let value = String(repeating: "x", count: 512 - #"{"k":""}"#.utf8.count)
        let flags = ["--no-lanes", "--meta"]
        #expect(try Settings.read(flags + ["k=" + value]).metadata.count == 512)
        #expect(
            try Settings.refusal(flags + ["k=x" + value])
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
        #expect(node.metadata == Array(#"{"a":"b","pingd":{"v":1}}"#.utf8))
        #expect(node.lanes)
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

    @Test func `only what is as it is in its file, and stays so, is given back`() {
        let kept = "Anonymous:             4 kB"
        let clean = "Anonymous:             0 kB"
        let cases: [(String, String, Range<UInt>?)] = [
            ("1000-3000 r-xp 00000000 fe:01 1 /usr/bin/pingd", clean, 0x1000..<0x3000),
            ("1000-3000 r--p 00000000 fe:01 1 /usr/lib/a b.so", clean, 0x1000..<0x3000),
            ("1000-3000 r--p 00000000 fe:01 1 /usr/lib/relocated.so", kept, nil),
            ("1000-3000 rw-p 00000000 fe:01 1 /usr/bin/pingd", clean, nil),
            ("1000-3000 r--s 00000000 fe:01 1 /usr/bin/pingd", clean, nil),
            ("1000-3000 r-xp 00000000 00:00 0 [vdso]", clean, nil),
            ("1000-3000 r--p 00000000 00:00 0", clean, nil),
            ("3000-1000 r-xp 00000000 fe:01 1 /x", clean, nil),
            ("x-y r-xp 0 fe:01 1 /x", clean, nil), ("", clean, nil),
        ]
        for (mapping, changes, range) in cases {
            let maps = "\(mapping)\nSize: 8 kB\nRss: 8 kB\n\(changes)\nVmFlags: rd ex\n"
            #expect(StartPages.unchanged(maps) == (range.map { [$0] } ?? []), "\(mapping)")
        }
        // A mapping's numbers are its own.
        let two = "1000-2000 r--p 0 0:0 1 /a\n\(kept)\n2000-3000 r-xp 0 0:0 1 /a\n\(clean)\n"
        #expect(StartPages.unchanged(two) == [0x2000..<0x3000])
    }
}
