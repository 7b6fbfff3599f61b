// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

extension RealPrograms {
    /// Leaving, dying, pausing: what each side sees of the other.
    @Suite(.enabled(if: Installation.hasGoPeer, "no Go peer: run scripts/test"))
    struct FailureTests {
        @Test func `a Go node that leaves is left in pingd's eyes`() async throws {
            try await MessageTests.pair { swift, go in
                #expect(try await go.run(GoPeer.Order(cmd: "leave")).ok == true)
                try await swift.members("go1 left") { $0["go1"]?.state == "left" }
            }
        }

        @Test func `pingd leaves when it is asked to end, and a Go node sees it left`() async throws
        {
            try await MessageTests.pair { swift, go in
                let mark = go.mark
                swift.child.signal(SIGTERM)
                try await go.event("leave", of: "swift1", from: mark, within: .seconds(5))
                #expect(try await GoTable.ask(go)["swift1"]?.state == .left)
                #expect(try await swift.child.end(within: .seconds(10)) == 0)
            }
        }

        @Test func `a killed Go node is dead in pingd's eyes, in time`() async throws {
            try await MessageTests.pair { swift, go in
                let bounds = Suspicion(members: 2)
                let killed = ContinuousClock.now
                go.child.signal(SIGKILL)
                try await swift.members("go1 suspect", within: bounds.most) {
                    $0["go1"]?.state != "alive"
                }
                try await swift.members("go1 dead", within: bounds.most) {
                    $0["go1"]?.state == "dead"
                }
                Self.expect(since: killed, within: bounds)
            }
        }

        @Test func `a killed pingd is dead in a Go node's eyes, in time`() async throws {
            try await MessageTests.pair { swift, go in
                let bounds = Suspicion(members: 2)
                let mark = go.mark
                let killed = ContinuousClock.now
                swift.child.signal(SIGKILL)
                try await go.event("leave", of: "swift1", from: mark, within: bounds.most)
                Self.expect(since: killed, within: bounds)
                #expect(try await GoTable.ask(go)["swift1"]?.state == .dead)
            }
        }

        @Test func `a suspected pingd refutes when it goes on`() async throws {
            try await MessageTests.pair { swift, go in
                let mark = go.mark
                let before = try #require(try await GoTable.ask(go)["swift1"])
                swift.child.signal(SIGSTOP)
                try await eventually("suspicion", within: Suspicion(members: 2).most) {
                    try await GoTable.ask(go)["swift1"]?.state == .suspect
                }
                swift.child.signal(SIGCONT)
                try await eventually("refutation", within: .seconds(20)) {
                    let row = try await GoTable.ask(go)["swift1"]
                    return row?.state == .alive && row?.incarnation ?? 0 > before.incarnation
                }
                // It was never dead, so the Go node's application heard nothing of it.
                let said = go.child.output.elements(from: mark).filter { $0.contains("leave") }
                #expect(said == [])
                try await JoinTests.expectAgreement(swift, go)
            }
        }

        @Test func `a pingd taken for dead is alive again when it goes on`() async throws {
            try await MessageTests.pair { swift, go in
                let mark = go.mark
                swift.child.signal(SIGSTOP)
                let most = Suspicion(members: 2).most
                try await go.event("leave", of: "swift1", from: mark, within: most)
                #expect(try await GoTable.ask(go)["swift1"]?.state == .dead)
                let continued = go.mark
                swift.child.signal(SIGCONT)
                try await go.event("join", of: "swift1", from: continued, within: .seconds(30))
                try await eventually("one view", within: .seconds(20)) {
                    try await GoTable.ask(go)["swift1"]?.state == .alive
                }
                try await swift.sees(alive: "go1", "swift1")
                try await JoinTests.expectAgreement(swift, go)
            }
        }

        @Test func `a pingd that was killed and comes back is alive again`() async throws {
            try await Scene.play { scene in
                let go = try await scene.goPeer("go1")
                let swift = try await scene.pingd("swift1", ["--join", go.address])
                try await go.event("join", of: "swift1")
                let mark = go.mark
                swift.child.signal(SIGKILL)
                let most = Suspicion(members: 2).most
                try await go.event("leave", of: "swift1", from: mark, within: most)
                let again = try await scene.pingd(
                    "swift1",
                    ["--join", go.address],
                    port: swift.port
                )
                try await go.event("join", of: "swift1", from: mark)
                try await again.sees(alive: "go1", "swift1")
                try await eventually("one view", within: .seconds(20)) {
                    let theirs = try await GoTable.ask(go)["swift1"]?.incarnation
                    let ours = try await again.members()["swift1"]?.incarnation
                    return theirs == ours.map(UInt64.init)
                }
            }
        }

        private static func expect(since start: ContinuousClock.Instant, within bounds: Suspicion) {
            let took = ContinuousClock.now - start
            #expect(took >= bounds.least, "sooner than a suspicion lasts")
            #expect(took <= bounds.most, "later than a suspicion lasts")
        }
    }
}
