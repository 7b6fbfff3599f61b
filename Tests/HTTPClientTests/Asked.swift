// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTP1
import HTTPClient
import Synchronization
import Testing

/// One request of a test and what was heard of it.
final class Asked: Sendable {
    private let events = Mutex<[UpstreamEvent]>([])
    private let own = Mutex<UpstreamExchange?>(nil)
    private let consumes: Bool

    /// With `consumes`, what comes is consumed at once.
    init(_ client: UpstreamClient, _ request: ClientRequest, consumes: Bool = true) {
        self.consumes = consumes
        // What is heard meanwhile waits until the exchange is known.
        own.withLock { own in own = client.request(request) { [self] in hear($0) } }
    }

    convenience init(_ client: UpstreamClient, get target: String) {
        self.init(client, ClientRequest(.get, target, fields: [:]))
    }

    private func hear(_ news: [UpstreamEvent]) {
        events.withLock { $0 += news }
        guard consumes else { return }
        let count = news.reduce(0) { sum, event in
            if case .body(let content) = event { sum + content.count } else { sum }
        }
        if count > 0 { own.withLock { $0 }?.consume(count) }
    }

    var exchange: UpstreamExchange {
        get throws { try #require(own.withLock { $0 }) }
    }

    var all: [UpstreamEvent] { events.withLock { $0 } }

    /// All content that has come.
    var content: [UInt8] {
        events.withLock { events in
            var content: [UInt8] = []
            for case .body(let piece) in events { content += piece }
            return content
        }
    }

    var text: String { String(decoding: content, as: UTF8.self) }

    var contentCount: Int {
        events.withLock { events in
            events.reduce(0) { sum, event in
                if case .body(let content) = event { sum + content.count } else { sum }
            }
        }
    }

    var taken: Int {
        events.withLock { events in
            events.reduce(0) { sum, event in
                if case .taken(let count) = event { sum + count } else { sum }
            }
        }
    }

    var status: Int? {
        events.withLock { events in
            for case .head(let status, _, _) in events { return Int(status.code) }
            return nil
        }
    }

    var fields: HeaderFields? {
        events.withLock { events in
            for case .head(_, let fields, _) in events { return fields }
            return nil
        }
    }

    /// Why it failed, once it is over; `nil` for a whole response.
    func failure() async throws -> UpstreamError? {
        try await eventually { self.isOver }
        guard case .failed(let error) = all.last else { return nil }
        return error
    }

    /// Waits for its end, which must be this failure, or a whole response.
    func ends(
        with failure: UpstreamError? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let found = try await self.failure()
        #expect(found == failure, sourceLocation: sourceLocation)
    }

    var isOver: Bool {
        events.withLock { events in
            switch events.last {
            case .end, .failed: true
            default: false
            }
        }
    }
}

/// Waits until `condition` holds, looking each millisecond; gives up after half a minute.
func eventually(_ condition: () -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while !condition() {
        try #require(ContinuousClock.now < deadline, "it did not happen within 30 s")
        _ = poll(nil, 0, 1)
    }
}

/// Runs a client of `server` for the length of `body`.
func withClient<Result>(
    of address: String,
    _ change: (inout UpstreamSettings) -> Void = { _ in },
    _ body: (UpstreamClient) async throws -> Result
) async throws -> Result {
    var settings = UpstreamSettings(try UpstreamAddress(address))
    change(&settings)
    let client = try UpstreamClient.start(settings)
    defer { client.stop() }
    return try await body(client)
}

/// `count` bytes that differ from place to place.
func pattern(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
}
