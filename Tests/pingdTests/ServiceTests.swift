// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Glibc
import Synchronization
import Testing

@testable import pingd

/// As a service of systemd: what it is told, and the sockets that it passes.
struct ServiceTests {
    private static let loopback = ["--name", "n", "--bind", "127.0.0.1:0"]

    @Test(arguments: [false, true])
    func `the service manager is told of start, reload and end`(isAbstract: Bool) throws {
        let manager = try NotifySocket(abstract: isAbstract)
        let program = try BuiltProgram("pingd").start(
            Self.loopback + ["--http", "127.0.0.1:0"],
            environment: ["NOTIFY_SOCKET": manager.address]
        )
        let ready = try manager.next()
        #expect(ready == ["READY=1", "STATUS=n: 1 of 1 members alive"])
        let before = monotonicMicroseconds
        program.send(signal: SIGHUP)
        let reloading = try manager.next()
        #expect(reloading.first == "RELOADING=1")
        let stamp = try #require(reloading.last?.split(separator: "=").last.flatMap { Int($0) })
        #expect(reloading.last?.hasPrefix("MONOTONIC_USEC=") == true)
        #expect((before...monotonicMicroseconds).contains(stamp))
        #expect(try manager.next().first == "READY=1")
        program.send(signal: SIGTERM)
        #expect(try manager.next() == ["STOPPING=1", "STATUS=leaving the cluster"])
        #expect(try program.waitForExit() == 0)
    }

    @Test func `the watchdog is fed while all threads turn`() throws {
        let manager = try NotifySocket(abstract: false)
        let program = try BuiltProgram("pingd").start(
            Self.loopback + ["--http", "127.0.0.1:0", "--http-threads", "3"],
            environment: ["NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": "20000"]
        )
        for _ in 0..<5 { _ = try manager.next("WATCHDOG=1") }
        program.send(signal: SIGTERM)
        _ = try manager.next("STOPPING=1")
        #expect(try program.waitForExit() == 0)
    }

    @Test func `a part that does not come round starves the watchdog`() async {
        let told = Mutex(0)
        let rounds = Mutex(0)
        let (stuck, hasStuck) = AsyncStream.makeStream(of: CheckedContinuation<Void, Never>.self)
        let watchdog = Watchdog(
            period: .milliseconds(2),
            parts: [
                { true },
                {
                    let round = rounds.withLock { rounds in
                        rounds += 1
                        return rounds
                    }
                    guard round == 3 else { return true }
                    await withCheckedContinuation { hasStuck.yield($0) }
                    return false
                },
            ],
            tell: { told.withLock { $0 += 1 } }
        )
        let task = Task { await watchdog.run() }
        for await continuation in stuck {
            #expect(told.withLock { $0 } == 2)
            task.cancel()
            continuation.resume()
            break
        }
        await task.value
        #expect(told.withLock { $0 } == 2)
    }

    @Test func `a watchdog for another process is none of ours`() {
        let environment = ["NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": "5000000"]
        #expect(Supervisor(environment).watchdogPeriod == .seconds(5))
        var others = environment
        others["WATCHDOG_PID"] = "1"
        #expect(Supervisor(others, process: 7).watchdogPeriod == nil)
        others["WATCHDOG_PID"] = "7"
        #expect(Supervisor(others, process: 7).watchdogPeriod == .seconds(5))
        #expect(!Supervisor([:]).isThere)
        #expect(!Supervisor(["NOTIFY_SOCKET": "relative"]).isThere)
    }

    private var monotonicMicroseconds: Int {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return now.tv_sec * 1_000_000 + now.tv_nsec / 1_000
    }

    // MARK: - Sockets that are passed

    /// Starts it as systemd would, with the listener as descriptor 3.
    private func start(
        passing listener: Listener,
        names: String?,
        _ arguments: [String]
    ) throws -> RunningProgram {
        let pingd = try BuiltProgram("pingd").path
        let script =
            "export LISTEN_PID=$$ LISTEN_FDS=1; exec 3<&0 </dev/null; exec \"$0\" \"$@\""
        return try BuiltProgram(path: "/bin/sh").start(
            ["-c", script, pingd] + Self.loopback + arguments,
            environment: names.map { ["LISTEN_FDNAMES": $0] } ?? [:],
            standardInput: FileHandle(fileDescriptor: listener.descriptor)
        )
    }

    private func status(_ port: UInt16) throws -> String {
        try BuiltProgram(path: "/usr/bin/curl").run([
            "--silent", "--output", "/dev/null", "--write-out", "%{http_code}",
            "http://127.0.0.1:\(port)/members",
        ]).output
    }

    @Test(
        arguments: [
            (nil, [], "1"), ("http", [], "3"), ("web", ["--http", "fd:web"], "2"),
        ] as [(String?, [String], String)]
    )
    func `the API listens on the socket that is passed`(
        names: String?,
        arguments: [String],
        threads: String
    ) throws {
        let listener = try Listener()
        let all = arguments + ["--http-threads", threads]
        let program = try start(passing: listener, names: names, all)
        let log = try #require(program.errors.wait(for: "HTTP API is listening"))
        #expect(log.contains("address=127.0.0.1:\(listener.port)"))
        for _ in 0..<10 { #expect(try status(listener.port) == "200") }
        program.send(signal: SIGTERM)
        #expect(try program.waitForExit() == 0)
        // The socket is the manager's: it listens on.
        #expect(listener.isListening)
    }

    @Test func `a socket that is not wanted is pointed out`() throws {
        let listener = try Listener()
        let program = try start(passing: listener, names: "http", ["--http", "127.0.0.1:0"])
        #expect(program.errors.wait(for: "nobody listens on a socket that was passed") != nil)
        program.send(signal: SIGTERM)
        #expect(try program.waitForExit() == 0)
    }

    @Test func `a name that no passed socket has is one sentence`() throws {
        let outcome = try BuiltProgram("pingd").run(Self.loopback + ["--http", "fd:web"])
        #expect(outcome.status == 78)
        #expect(
            outcome.errors
                == "pingd: --http: of the sockets that were passed, not exactly one is called "
                + "\"web\"; there are none\n"
        )
    }

    @Test func `what is passed is for one process, and has names`() throws {
        let environment = ["LISTEN_PID": "7", "LISTEN_FDS": "3", "LISTEN_FDNAMES": "a:http:"]
        let sockets = PassedSockets(environment, process: 7)
        #expect(sockets.all.map(\.name) == ["a", "http", "unknown"])
        #expect(sockets.all.map(\.number) == [3, 4, 5])
        #expect(sockets.standard?.number == 4)
        #expect(try sockets.socket(named: "a").number == 3)
        #expect(PassedSockets(environment, process: 8).all == [])
        for count in ["-1", "0", "99999999", "x"] {
            #expect(PassedSockets(["LISTEN_PID": "7", "LISTEN_FDS": count], process: 7).all == [])
        }
        let twins = PassedSockets(
            ["LISTEN_PID": "7", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "http:http"],
            process: 7
        )
        #expect(twins.standard == nil)
        #expect(throws: SettingFlaw.noSuchSocket("http", of: ["http", "http"])) {
            try twins.socket(named: "http")
        }
    }

    /// A socket that listens on loopback, as a service manager would have opened it.
    private final class Listener {
        let descriptor: Int32
        let port: UInt16

        init() throws {
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let descriptor = descriptor
            let status = withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, length) + listen(descriptor, 64)
                        + getsockname(descriptor, $0, &length)
                }
            }
            try #require(status == 0)
            port = UInt16(bigEndian: address.sin_port)
        }

        var isListening: Bool {
            var value: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            return getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &value, &length) == 0
                && value == 1
        }

        deinit { close(descriptor) }
    }
}
