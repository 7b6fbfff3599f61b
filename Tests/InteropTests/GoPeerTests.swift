// SPDX-License-Identifier: Apache-2.0

import Testing

extension RealPrograms {
    /// Two Go nodes alone, so that a failure elsewhere is pingd's and not the peer's.
    @Suite(.enabled(if: Installation.hasGoPeer, "no Go peer: run scripts/test"))
    struct GoPeerTests {
        @Test func `two Go nodes meet, talk and part`() async throws {
            try await Scene.play { scene in
                let one = try await scene.goPeer("go1", ["-meta", "first"])
                let two = try await scene.goPeer("go2", ["-join", one.address])
                try await one.event("join", of: "go2")
                #expect(try await two.members().map(\.name) == ["go1", "go2"])
                try await two.send(Array("hello".utf8), to: "go1", reliable: true)
                try await one.message(Array("hello".utf8))
                let row = try #require(try await GoTable.ask(two)["go1"])
                #expect(row.state == .alive)
                #expect(row.incarnation == 1)
                #expect(row.meta == Array("first".utf8))
                #expect(try await two.run(GoPeer.Order(cmd: "leave")).ok == true)
                try await one.event("leave", of: "go2")
                #expect(try await GoTable.ask(one)["go2"]?.state == .left)
            }
        }
    }
}
