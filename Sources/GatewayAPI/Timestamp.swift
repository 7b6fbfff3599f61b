// SPDX-License-Identifier: Apache-2.0

/// Points in time as the API writes them.
package enum Timestamp {
    /// 9999-12-31T23:59:59.999Z, the last that RFC 3339 can write.
    private static let latest: Int64 = 253_402_300_799_999

    /// RFC 3339 in UTC with milliseconds: `2026-11-22T10:00:00.000Z`.
    ///
    /// Times before 1970 and after 9999 are shown as the nearest that can be.
    package static func rfc3339(unixMilliseconds: Int64) -> String {
        let time = min(max(0, unixMilliseconds), latest)
        let (days, ofDay) = (time / 86_400_000, time % 86_400_000)
        // Days since 0000-03-01, so that a leap day ends its year (proleptic Gregorian calendar).
        let shifted = days + 719_468
        let era = shifted / 146_097
        let ofEra = shifted % 146_097
        let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * ofYear + 2) / 153
        let day = ofYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        let clock =
            "\(padded(ofDay / 3_600_000, 2)):\(padded(ofDay / 60_000 % 60, 2))"
            + ":\(padded(ofDay / 1_000 % 60, 2)).\(padded(ofDay % 1_000, 3))"
        return "\(date)T\(clock)Z"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
