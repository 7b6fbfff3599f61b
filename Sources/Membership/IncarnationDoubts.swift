// SPDX-License-Identifier: Apache-2.0

import Determinism
import Wire

/// Members of whom an incarnation was told that is hard to believe, and who are asked themselves.
struct IncarnationDoubts: Sendable {
    /// Members that are remembered; of more, nothing is believed and nobody is asked.
    static let limit = 64
    /// Between two questions to one member.
    static let pause = Duration.seconds(30)
    /// Between two questions to anyone: a liar shall not make us dial as fast as it lies.
    static let pace = Duration.seconds(1)

    private var asked: [MemberName: (at: Instant, stream: StreamID?)] = [:]
    private var lastAt: Instant?

    var count: Int { asked.count }

    /// Whether to ask `name` now.
    mutating func mayAsk(_ name: MemberName, at now: Instant) -> Bool {
        if let lastAt, now - lastAt < Self.pace { return false }
        if let (at, _) = asked[name] { return now - at >= Self.pause }
        if asked.count >= Self.limit { asked = asked.filter { now - $0.value.at < Self.pause } }
        return asked.count < Self.limit
    }

    mutating func ask(_ name: MemberName, by stream: StreamID, at now: Instant) {
        asked[name] = (now, stream)
        lastAt = now
    }

    /// Whom the stream was opened to ask, if it was opened for that; the stream has ended.
    mutating func end(_ stream: StreamID) -> MemberName? {
        guard !asked.isEmpty, let (name, _) = asked.first(where: { $0.value.stream == stream })
        else { return nil }
        asked[name]?.stream = nil
        return name
    }

    /// What must hold between any two calls.
    func checkInvariants() {
        precondition(asked.count <= Self.limit, "\(asked.count) members are doubted")
    }
}
