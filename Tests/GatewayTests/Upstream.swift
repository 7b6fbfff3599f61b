// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPClient
import HTTPServer
import Logging
import Synchronization

@testable import Gateway
@testable import Memberlist

/// An application that is asked through the proxy.
final class Upstream: Sendable {
    let server: Server
    /// Heads that came, the target and the fields.
    let heads = Mutex<[(target: String, fields: HeaderFields)]>([])
    let left = Counted()
    /// The one who waits in `/events`.
    let events = Mutex<Passage?>(nil)
    /// The one who posts to `/sips`, of whom is taken what the test wants.
    let sips = Mutex<Sips?>(nil)

    private init(_ server: Server, _ box: Box) {
        self.server = server
        box.upstream.withLock { $0 = self }
    }

    private final class Box: Sendable {
        let upstream = Mutex<Upstream?>(nil)
        func note(_ request: Request) {
            let target = request.rawPath + (request.rawQuery.map { "?" + $0 } ?? "")
            upstream.withLock { $0 }?.heads.withLock { $0.append((target, request.fields)) }
        }
    }

    static func start() throws -> Upstream {
        let box = Box()
        var router = Router()
        add(to: &router, box)
        let server = try Server.start(
            ServerSettings(address: .tcp(host: "127.0.0.1", port: 0)),
            router: router,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        return Upstream(server, box)
    }

    private static func add(to router: inout Router, _ box: Box) {
        router.onPassage("/echo", for: .open) { request, passage in
            box.note(request)
            return .open(patience: .seconds(60), Echo(passage, request).hear)
        }
        router.onPassage("/zeros", for: .open) { request, passage in
            .open(patience: .seconds(60), Zeros(passage, Int(request.rawQuery ?? "0") ?? 0).hear)
        }
        router.onPassage("/events", for: .open) { request, passage in
            box.note(request)
            passage.perform(
                .begin(Response(fields: ["Content-Type": "text/event-stream"]), length: nil)
            )
            box.upstream.withLock { $0 }?.events.withLock { $0 = passage }
            return .open(patience: .seconds(60)) { event in
                if event == .left { box.upstream.withLock { $0 }?.left.add() }
            }
        }
        router.onPassage("/sips", for: .open) { _, passage in
            let sips = Sips(passage)
            box.upstream.withLock { $0 }?.sips.withLock { $0 = sips }
            return .open(patience: .seconds(60), sips.hear)
        }
        router.onPassage("/never", for: .open) { request, passage in
            box.note(request)
            passage.perform(.want(1))
            return .open(patience: .seconds(60)) { event in
                if event == .left { box.upstream.withLock { $0 }?.left.add() }
            }
        }
        router.onPassage("/dies", for: .open) { request, passage in
            passage.perform([
                .begin(Response(), length: request.rawQuery.flatMap { Int($0) }),
                .write(Array("half".utf8)), .fail,
            ])
            return .open(patience: .seconds(60)) { _ in }
        }
        router.onPassage("/{path...}", for: .open) { request, _ in
            box.note(request)
            let path = request.parameters["path"] ?? ""
            return .now(
                path == "304"
                    ? Response(.notModified, fields: ["ETag": "\"1\""])
                    : Response(
                        fields: ["X-Path": request.rawPath, "X-Hop": "1", "Keep-Alive": "x"],
                        body: Array("\(request.method) \(request.rawPath)".utf8)
                    )
            )
        }
    }

    /// Sends back what it is sent, trailers too.
    private final class Echo: Sendable {
        let passage: Passage
        let request: Request
        let hasBegun = Mutex(false)

        init(_ passage: Passage, _ request: Request) {
            self.passage = passage
            self.request = request
            passage.perform(.want(128 * 1024))
        }

        func hear(_ event: PassageEvent) {
            let isFirst = hasBegun.withLock { begun in
                defer { begun = true }
                return !begun
            }
            if isFirst {
                var length: Int?
                if case .bytes(let count) = request.length { length = count }
                passage.perform(.begin(Response(fields: ["Trailer": "X-Sum"]), length: length))
            }
            switch event {
            case .content(let bytes): passage.perform(.write(bytes))
            case .end(let trailers): passage.perform(.end(trailers: trailers))
            case .taken(let count): passage.perform(.want(count))
            case .overdue, .left: break
            }
        }
    }

    /// Takes of a body what it is told to, and answers how much that was.
    final class Sips: Sendable {
        private let passage: Passage
        private let sum = Mutex(UInt64(0))
        let taken = Counted()

        init(_ passage: Passage) { self.passage = passage }

        /// A number that tells other bytes, and another order.
        static func sum(_ bytes: [UInt8], after sum: UInt64 = 0) -> UInt64 {
            bytes.reduce(sum) { $0 &* 31 &+ UInt64($1) }
        }

        func take(_ count: Int) { passage.perform(.want(count)) }

        func hear(_ event: PassageEvent) {
            switch event {
            case .content(let bytes):
                sum.withLock { $0 = Self.sum(bytes, after: $0) }
                taken.add(bytes.count)
            case .end:
                let text = Array("\(sum.withLock { $0 })".utf8)
                passage.perform([
                    .begin(Response(), length: text.count), .write(text), .end(trailers: [:]),
                ])
            case .taken, .overdue, .left: break
            }
        }
    }

    private final class Zeros: Sendable {
        let passage: Passage
        let left: Mutex<Int>

        init(_ passage: Passage, _ count: Int) {
            self.passage = passage
            left = Mutex(count)
            passage.perform(.begin(Response(), length: count))
            write(128 * 1024)
        }

        func write(_ most: Int) {
            let (count, isLast) = left.withLock { left in
                let count = min(left, most)
                left -= count
                return (count, left == 0)
            }
            if count > 0 { passage.perform(.write([UInt8](repeating: 0, count: count))) }
            if isLast { passage.perform(.end(trailers: [:])) }
        }

        func hear(_ event: PassageEvent) {
            if case .taken(let count) = event { write(count) }
        }
    }
}
