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
        var isReported = false
    }

    /// How long a pong is recognised after its ping.
    private static let memory = Duration.seconds(300)

    /// How long a pong may take before it is called missing.
    let patience: Duration
    private var entries: [UInt64: Entry] = [:]
    private(set) var tallies: [String: Tally] = [:]
    /// Pongs of others, that answer none of ours.
    private(set) var unrelated = 0

    init(patience: Duration) { self.patience = patience }

    /// A ping is on its way.
    mutating func send(_ ping: Ping, at now: Instant) {
        entries = entries.filter { $0.value.sentAt + Self.memory > now }
        entries[ping.value] = Entry(ping: ping, sentAt: now)
        tallies[ping.member, default: Tally()].sent += 1
    }

    /// It could not be sent after all.
    mutating func fail(_ ping: Ping) {
        guard let entry = entries[ping.value], !entry.isAnswered else { return }
        entries[ping.value] = nil
        tallies[ping.member]?.sent -= 1
        tallies[ping.member]?.failed += 1
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
        return .answer(entry.ping, after: time)
    }

    /// Pings whose pongs are missing by now, each told once.
    mutating func missing(at now: Instant) -> [Ping] {
        let late = entries.values.filter {
            !$0.isAnswered && !$0.isReported && $0.sentAt + patience <= now
        }
        for entry in late { entries[entry.ping.value]?.isReported = true }
        return late.map(\.ping).sorted { ($0.sequence, $0.member) < ($1.sequence, $1.member) }
    }

    /// When the next pong will be missing; `nil` when none is awaited.
    var nextDeadline: Instant? {
        entries.values.filter { !$0.isAnswered && !$0.isReported }
            .map { $0.sentAt + patience }.min()
    }
}
