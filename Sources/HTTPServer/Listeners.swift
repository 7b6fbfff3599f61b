// SPDX-License-Identifier: Apache-2.0

/// The connections of one loop that wait for something to happen, by what they wait for.
struct Listeners {
    private var parked = [[SessionID: Session]](repeating: [:], count: Topic.count)
    private var streams = [[SessionID: Session]](repeating: [:], count: Topic.count)

    mutating func park(_ session: Session, on topic: Topic) {
        parked[topic.index][session.id] = session
    }

    /// - Returns: whether it was parked.
    mutating func unpark(_ session: Session, from topic: Topic) -> Bool {
        parked[topic.index].removeValue(forKey: session.id) != nil
    }

    mutating func open(_ session: Session, on topic: Topic) {
        streams[topic.index][session.id] = session
    }

    /// - Returns: whether it had a stream.
    mutating func close(_ session: Session, on topic: Topic) -> Bool {
        streams[topic.index].removeValue(forKey: session.id) != nil
    }

    /// Those who wait for `topic`.
    func all(on topic: Topic) -> [Session] {
        Array(parked[topic.index].values) + Array(streams[topic.index].values)
    }

    var allStreams: [Session] { streams.flatMap(\.values) }

    var hasStreams: Bool { streams.contains { !$0.isEmpty } }
}
