// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Moments as RFC 3339 writes them, in UTC with milliseconds.
enum Timestamp {
    static func now() -> String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return text(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
    }

    static func text(seconds: Int, milliseconds: Int) -> String {
        var seconds = seconds
        var date = tm()
        gmtime_r(&seconds, &date)
        let day = [
            padded(Int(date.tm_year) + 1_900, 4), padded(date.tm_mon + 1), padded(date.tm_mday),
        ]
        let clock = [padded(date.tm_hour), padded(date.tm_min), padded(date.tm_sec)]
        return day.joined(separator: "-") + "T" + clock.joined(separator: ":") + "."
            + padded(milliseconds, 3) + "Z"
    }

    private static func padded(_ number: some BinaryInteger, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
