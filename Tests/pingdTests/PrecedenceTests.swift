// SPDX-License-Identifier: Apache-2.0

import Gateway
import Memberlist
import Testing

@testable import pingd

/// Flags beat the environment, which beats the file, which beats the defaults.
struct PrecedenceTests {
    @Test func `nothing said means the defaults`() throws {
        let configuration = try Settings.read()
        #expect(configuration == Configuration(name: "machine"))
        #expect("\(configuration.bind)" == "0.0.0.0:7946")
        #expect(configuration.http == .tcp(AddressText(address: "127.0.0.1", port: 8946)))
        #expect(configuration.profile == .lan)
        #expect(configuration.answersPings)
        #expect(configuration.ping == nil)
    }

    @Test func `the file beats the default`() throws {
        #expect(try Settings.read(file: "name: from-file").name == "from-file")
    }

    @Test func `the environment beats the file`() throws {
        let configuration = try Settings.read(
            environment: ["PINGD_NAME": "from-variable"],
            file: "name: from-file\nlabel: from-file"
        )
        #expect(configuration.name == "from-variable")
        #expect(configuration.label == "from-file")
    }

    @Test func `a flag beats everything`() throws {
        let configuration = try Settings.read(
            ["--name", "from-flag"],
            environment: ["PINGD_NAME": "from-variable", "PINGD_LABEL": "from-variable"],
            file: "name: from-file\nlabel: from-file\nprofile: wan"
        )
        #expect(configuration.name == "from-flag")
        #expect(configuration.label == "from-variable")
        #expect(configuration.profile == .wan)
    }

    @Test func `an empty variable says nothing`() throws {
        let configuration = try Settings.read(
            environment: ["PINGD_NAME": "", "PINGD_CONFIG": "", "JOIN_ADDR": ""],
            file: "name: from-file"
        )
        #expect(configuration.name == "from-file")
        #expect(configuration.join == [])
    }

    @Test func `JOIN_ADDR comes after PINGD_JOIN and before the file`() throws {
        let file = "join: c"
        var environment = ["JOIN_ADDR": "b:1, b:2"]
        #expect(try Settings.read(environment: environment, file: file).join == ["b:1", "b:2"])
        environment["PINGD_JOIN"] = "a"
        #expect(try Settings.read(environment: environment, file: file).join == ["a"])
        #expect(try Settings.read(["--join", "f"], environment: environment).join == ["f"])
    }

    @Test func `a list is taken whole from where it is given`() throws {
        let configuration = try Settings.read(
            ["--join", "a,b:1", "--join", "c"],
            file: "join: [d]\nhttp-host: [e, f]"
        )
        #expect(configuration.join == ["a", "b:1", "c"])
        #expect(configuration.httpHosts == ["e", "f"])
    }

    @Test func `a variable can take back what the file switched on`() throws {
        let file = "no-pong: true"
        #expect(try !Settings.read(file: file).answersPings)
        let environment = ["PINGD_NO_PONG": "false"]
        #expect(try Settings.read(environment: environment, file: file).answersPings)
    }

    @Test func `the environment can name the file`() throws {
        let file = try TemporaryFile("name: from-file")
        let environment = ["PINGD_CONFIG": file.path]
        #expect(try Settings.read(environment: environment).name == "from-file")
        let flags = try Settings.read(environment: environment, file: "name: other")
        #expect(flags.name == "other")
        withExtendedLifetime(file) {}
    }

    @Test func `every setting has a flag, a variable and a key`() throws {
        let values: [SettingKey: (text: String, flag: [String])] = [
            .name: ("n", ["--name", "n"]),
            .bind: ("127.0.0.1:1", ["--bind", "127.0.0.1:1"]),
            .advertise: ("10.0.0.1:2", ["--advertise", "10.0.0.1:2"]),
            .join: ("h", ["--join", "h"]),
            .joinOnce: ("true", ["--join-once"]),
            .http: ("unix:/s", ["--http", "unix:/s"]),
            .httpInsecure: ("true", ["--http-insecure"]),
            .httpHost: ("h", ["--http-host", "h"]),
            .httpThreads: ("2", ["--http-threads", "2"]),
            .httpMaxConnections: ("9", ["--http-max-connections", "9"]),
            .httpMaxConnectionsPerAddress: ("9", ["--http-max-connections-per-address", "9"]),
            .httpHeaderTimeout: ("3s", ["--http-header-timeout", "3s"]),
            .httpBodyTimeout: ("3s", ["--http-body-timeout", "3s"]),
            .httpBodyProgressTimeout: ("3s", ["--http-body-progress-timeout", "3s"]),
            .httpIdleTimeout: ("3s", ["--http-idle-timeout", "3s"]),
            .httpWriteTimeout: ("3s", ["--http-write-timeout", "3s"]),
            .httpMaxPipelined: ("9", ["--http-max-pipelined", "9"]),
            .httpMaxRequestLine: ("99", ["--http-max-request-line", "99"]),
            .httpMaxFields: ("9", ["--http-max-fields", "9"]),
            .httpMaxHeaderBytes: ("999", ["--http-max-header-bytes", "999"]),
            .httpMaxBody: ("9999", ["--http-max-body", "9999"]),
            .upstream: ("unix:/u", ["--upstream", "unix:/u"]),
            .proxyMethods: ("GET,POST", ["--proxy-methods", "GET,POST"]),
            .proxyPath: ("/api", ["--proxy-path", "/api"]),
            .proxyTimeout: ("3s", ["--proxy-timeout", "3s"]),
            .ping: ("3s", ["--ping", "3s"]),
            .noPong: ("true", ["--no-pong"]),
            .inboxMessages: ("5", ["--inbox-messages", "5"]),
            .inboxBytes: ("4096", ["--inbox-bytes", "4096"]),
            .dataDir: ("/d", ["--data-dir", "/d"]),
            .deliveryAttempts: ("3", ["--delivery-attempts", "3"]),
            .profile: ("local", ["--profile", "local"]),
            .meta: ("a=b", ["--meta", "a=b"]),
            .label: ("l", ["--label", "l"]),
            .key: (KeyTests.key, ["--key", KeyTests.key]),
            .serf: ("true", ["--serf"]),
            .protocolVersion: ("3", ["--protocol-version", "3"]),
            .delegateProtocolMin: ("1", ["--delegate-protocol-min", "1"]),
            .delegateProtocolMax: ("3", ["--delegate-protocol-max", "3"]),
            .delegateProtocolVersion: ("2", ["--delegate-protocol-version", "2"]),
            .cidrsAllowed: ("10.0.0.0/8", ["--cidrs-allowed", "10.0.0.0/8"]),
            .requireNodeNames: ("true", ["--require-node-names"]),
            .skipInboundLabelCheck: ("true", ["--skip-inbound-label-check"]),
            .probeInterval: ("3s", ["--probe-interval", "3s"]),
            .probeTimeout: ("300ms", ["--probe-timeout", "300ms"]),
            .indirectChecks: ("9", ["--indirect-checks", "9"]),
            .disableTcpPings: ("true", ["--disable-tcp-pings"]),
            .disableTcpPingsForNode: ("n", ["--disable-tcp-pings-for-node", "n"]),
            .awarenessMaxMultiplier: ("9", ["--awareness-max-multiplier", "9"]),
            .suspicionMult: ("9", ["--suspicion-mult", "9"]),
            .suspicionMaxTimeoutMult: ("9", ["--suspicion-max-timeout-mult", "9"]),
            .gossipInterval: ("3s", ["--gossip-interval", "3s"]),
            .gossipNodes: ("9", ["--gossip-nodes", "9"]),
            .gossipToTheDeadTime: ("3s", ["--gossip-to-the-dead-time", "3s"]),
            .retransmitMult: ("9", ["--retransmit-mult", "9"]),
            .pushPullInterval: ("3s", ["--push-pull-interval", "3s"]),
            .tcpTimeout: ("3s", ["--tcp-timeout", "3s"]),
            .deadNodeReclaimTime: ("3s", ["--dead-node-reclaim-time", "3s"]),
            .udpBufferSize: ("1300", ["--udp-buffer-size", "1300"]),
            .receiveBufferBytes: ("8192", ["--receive-buffer-bytes", "8192"]),
            .sendBufferBytes: ("8192", ["--send-buffer-bytes", "8192"]),
            .noVerifyIncoming: ("true", ["--no-verify-incoming"]),
            .noVerifyOutgoing: ("true", ["--no-verify-outgoing"]),
            .noCompression: ("true", ["--no-compression"]),
            .noLanes: ("true", ["--no-lanes"]),
            .httpAllow: ("read,send", ["--http-allow", "read,send"]),
            .logLevel: ("debug", ["--log-level", "debug"]),
            .logFormat: ("json", ["--log-format", "json"]),
        ]
        // What must be said for others to be possible.
        let needed: [SettingKey: [String]] = [
            .joinOnce: ["--join", "h"],
            .delegateProtocolMin: [
                "--delegate-protocol-max", "3", "--delegate-protocol-version", "2",
            ],
            .delegateProtocolVersion: ["--delegate-protocol-max", "3"],
        ]
        // A token and a keyring are files: they have tests of their own.
        for key in SettingKey.allCases where key != .httpTokenFile && key != .keyring {
            let value = try #require(values[key], "\(key) is not tried")
            let base = needed[key] ?? []
            let flag = try Settings.read(base + value.flag)
            let variable = try Settings.read(base, environment: [key.variable: value.text])
            let file = try Settings.read(base, file: "\(key.rawValue): \(value.text)")
            let meant: Set<SettingKey> =
                key == .serf
                ? [.delegateProtocolMin, .delegateProtocolMax, .delegateProtocolVersion] : []
            let differences = flag.differences(from: try Settings.read(base))
            #expect(differences.filter { !meant.contains($0) } == [key])
            #expect(flag == variable)
            #expect(flag == file)
        }
    }

    @Test func `the token is the file's content without the space around it`() throws {
        let token = try TemporaryFile(" \n s3cret+/= \r\n")
        let configuration = try Settings.read(["--http-token-file", token.path])
        #expect(configuration.httpTokens?.tokens == [BearerToken(Array("s3cret+/=".utf8))])
        withExtendedLifetime(token) {}
    }
}
