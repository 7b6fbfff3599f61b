// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// A stock Go memberlist node: `Tests/Interop/gopeer`, driven over its standard streams.
final class GoPeer: Sendable {
    /// A member as the Go library's public API shows it.
    struct Member: Decodable, Equatable {
        let name: String
        let addr: String
        let port: UInt16
        let meta: Data
        let pmin: UInt8
        let pmax: UInt8
        let pcur: UInt8
    }

    /// One line of its output.
    struct Event: Decodable {
        let event: String
        let node: Member?
        let data: Data?
        let id: Int?
        let ok: Bool?
        let error: String?
        let contacted: Int?
        let members: [Member]?
        let existing: Member?
        let other: Member?
    }

    /// What one line of input asks for.
    struct Order: Encodable {
        var cmd: String
        var to: String?
        var reliable: Bool?
        var data: Data?
        var addrs: [String]?
        /// In base64.
        var key: String?
        var id = 0
    }

    let name: String
    let port: UInt16
    let place: Place
    let child: Child
    private let lastID = Mutex(0)

    var address: String { place.endpoint(port) }
    /// The present length of its output: events from here on are news.
    var mark: Int { child.output.count }

    fileprivate init(name: String, place: Place, port: UInt16, arguments: [String]) throws {
        self.name = name
        self.place = place
        self.port = port
        child = try place.start(
            Installation.gopeer,
            ["-name", name, "-bind", place.host, "-port", String(port), "-compress=false"]
                + arguments,
            name: name
        )
    }

    /// The first event from `mark` on of that kind, about that member.
    @discardableResult
    func event(
        _ kind: String,
        of member: String? = nil,
        from mark: Int = 0,
        within limit: Duration = .seconds(20)
    ) async throws -> Event {
        try await event("\(kind) of \(member ?? "any") at \(name)", from: mark, within: limit) {
            $0.event == kind && (member == nil || $0.node?.name == member)
        }
    }

    /// The first event from `mark` on that satisfies the condition.
    @discardableResult
    func event(
        _ what: String,
        from mark: Int = 0,
        within limit: Duration = .seconds(20),
        where condition: (Event) -> Bool
    ) async throws -> Event {
        try await child.output.first(what, from: mark, within: limit) { line in
            let event = try? JSONDecoder().decode(Event.self, from: Data(line.utf8))
            return event.flatMap { condition($0) ? $0 : nil }
        }
    }

    /// The user message with exactly those bytes.
    func message(_ bytes: [UInt8], from mark: Int = 0) async throws {
        try await event("message of \(bytes.count) bytes at \(name)", from: mark) {
            $0.event == "msg" && $0.data == Data(bytes)
        }
    }

    /// Carries out a command and gives its result, which may be a refusal.
    @discardableResult
    func run(_ order: Order) async throws -> Event {
        var order = order
        order.id = lastID.withLock {
            $0 += 1
            return $0
        }
        let id = order.id
        child.write(Array(try JSONEncoder().encode(order)) + [0x0A])
        return try await event("result of \(order.cmd) at \(name)") {
            $0.event == "result" && $0.id == id
        }
    }

    func send(_ bytes: [UInt8], to member: String, reliable: Bool) async throws {
        let order = Order(cmd: "send", to: member, reliable: reliable, data: Data(bytes))
        let result = try await run(order)
        guard result.ok == true else {
            throw Child.StartError(description: "\(name) cannot send: \(result.error ?? "")")
        }
    }

    func members() async throws -> [Member] {
        let listed = try await run(Order(cmd: "members")).members ?? []
        return listed.sorted { $0.name < $1.name }
    }
}

extension Scene {
    /// Starts a Go node with fast timings and waits until it is ready.
    func goPeer(
        _ name: String,
        _ arguments: [String] = [],
        at place: Place = .loopback,
        port: UInt16 = FreePorts.one()
    ) async throws -> GoPeer {
        let peer = try GoPeer(name: name, place: place, port: port, arguments: arguments)
        keep(peer.child)
        try await peer.event("ready")
        return peer
    }
}
