// SPDX-License-Identifier: Apache-2.0

/// How long answers took: what ping(8) says at its end.
struct RoundTripTimes: Equatable {
    private(set) var count = 0
    private(set) var least = Duration.zero
    private(set) var most = Duration.zero
    private var mean = 0.0
    /// Of squared distances from the mean (Welford's method), in microseconds squared.
    private var squares = 0.0

    mutating func add(_ time: Duration) {
        count += 1
        least = count == 1 ? time : min(least, time)
        most = max(most, time)
        let microseconds = time / .microseconds(1)
        let distance = microseconds - mean
        mean += distance / Double(count)
        squares += distance * (microseconds - mean)
    }

    mutating func add(_ others: RoundTripTimes) {
        guard others.count > 0 else { return }
        guard count > 0 else { return self = others }
        let (ours, theirs) = (Double(count), Double(others.count))
        let distance = others.mean - mean
        squares += others.squares + distance * distance * ours * theirs / (ours + theirs)
        mean += distance * theirs / (ours + theirs)
        count += others.count
        least = min(least, others.least)
        most = max(most, others.most)
    }

    var average: Duration { .microseconds(Int64(mean.rounded())) }

    /// Of all of them, not of a sample.
    var standardDeviation: Duration {
        count == 0
            ? .zero : .microseconds(Int64((squares / Double(count)).squareRoot().rounded()))
    }
}
