// SPDX-License-Identifier: Apache-2.0

/// Which pings are out, and which pongs answer them.
///
/// A pong does not say who sent it, and goes to all members. But it carries the ping's value plus
/// one; so when every ping has a value of its own, whoever answers it with that value plus one is
/// the member that it was sent to.
struct PingLedger {
    typealias Instant = ContinuousClock.Instant

    struct Ping: Equatable {
        var member: String
        var sequence: Int
        var value: UInt64
    }

    /// What a pong is to us.
    enum Verdict: Equatable {
        case answer(Ping, after: Duration)
        /// The same pong again: a message may come more often than it was sent.
        case duplicate(Ping)
        /// The right value from a member that was not asked.
        case foreign(Ping, sender: String)
        /// It answers none of our pings, or one that is forgotten.
        case unrelated
    }

    /// What became of one member's pings.
    struct Tally: Equatable {
        /// The member's system has taken it, as far as is known.
        var sent = 0
        var failed = 0
        var answered = 0
        var duplicates = 0
        var times = RoundTripTimes()

        /// In percent, rounded to the nearest; what could not be sent is lost too.
        var lossPercent: Int {
            let all = sent + failed
            return all == 0 ? 0 : ((all - answered) * 200 + all) / (2 * all)
        }
    }

    private struct Entry {
        let ping: Ping
        let sentAt: Instant
        var isAnswered = false
    }

    /// How long a pong is recognised after its ping.
    private static let memory = Duration.seconds(300)

    /// How long a pong may take before it is called missing.
    let patience: Duration
    private var entries: [UInt64: Entry] = [:]
    /// The values of all pings that are remembered, the oldest first.
    private var values: [UInt64] = []
    /// Before it in `values` no pong is awaited any more.
    private var firstAwaited = 0
    private(set) var tallies: [String: Tally] = [:]
    /// Pongs of others, that answer none of ours.
    private(set) var unrelated = 0

    init(patience: Duration) { self.patience = patience }

    /// A ping is on its way.
    mutating func send(_ ping: Ping, at now: Instant) {
        forget(at: now)
        entries[ping.value] = Entry(ping: ping, sentAt: now)
        values.append(ping.value)
        tallies[ping.member, default: Tally()].sent += 1
    }

    /// It could not be sent after all.
    mutating func fail(_ ping: Ping) {
        guard let entry = entries[ping.value], !entry.isAnswered else { return }
        entries[ping.value] = nil
        tallies[ping.member]?.sent -= 1
        tallies[ping.member]?.failed += 1
        passAnswered()
    }

    /// A pong has come; `sender` is `nil` where the protocol does not tell.
    mutating func hear(_ value: UInt64, from sender: String?, at now: Instant) -> Verdict {
        guard let entry = entries[value &- 1] else {
            unrelated += 1
            return .unrelated
        }
        if let sender, sender != entry.ping.member {
            unrelated += 1
            return .foreign(entry.ping, sender: sender)
        }
        guard !entry.isAnswered else {
            tallies[entry.ping.member]?.duplicates += 1
            return .duplicate(entry.ping)
        }
        let time = max(.zero, entry.sentAt.duration(to: now))
        entries[value &- 1]?.isAnswered = true
        tallies[entry.ping.member]?.answered += 1
        tallies[entry.ping.member]?.times.add(time)
        passAnswered()
        return .answer(entry.ping, after: time)
    }

    /// Pings whose pongs are missing by now, each told once.
    mutating func missing(at now: Instant) -> [Ping] {
        var missing: [Ping] = []
        while let entry = nextAwaited, entry.sentAt + patience <= now {
            missing.append(entry.ping)
            firstAwaited += 1
            passAnswered()
        }
        return missing
    }

    /// When the next pong will be missing; `nil` when none is awaited.
    var nextDeadline: Instant? { nextAwaited.map { $0.sentAt + patience } }

    private var nextAwaited: Entry? {
        firstAwaited < values.count ? entries[values[firstAwaited]] : nil
    }

    private mutating func passAnswered() {
        while firstAwaited < values.count, entries[values[firstAwaited]]?.isAnswered ?? true {
            firstAwaited += 1
        }
    }

    private mutating func forget(at now: Instant) {
        // What is awaited is never forgotten.
        let old = values[..<firstAwaited].prefix { value in
            entries[value].map { $0.sentAt + Self.memory <= now } ?? true
        }
        for value in old { entries[value] = nil }
        // Not for each one, for what is left is moved.
        guard old.count >= 1_024 || old.count == values.count else { return }
        values.removeFirst(old.count)
        firstAwaited -= old.count
    }
}
