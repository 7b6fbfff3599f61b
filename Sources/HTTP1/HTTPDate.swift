// SPDX-License-Identifier: Apache-2.0

/// A moment as the Date field has it (RFC 9110 §5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
package struct HTTPDate: Equatable, Sendable {
    /// The field, behind the line end before it.
    let field: [UInt8]

    package var text: String { String(decoding: field.dropFirst(Self.name.count), as: UTF8.self) }

    private static let name = Array("\r\nDate: ".utf8)

    /// Seconds before 1970 count as 1970.
    package init(secondsSince1970: Int64) {
        let seconds = max(0, secondsSince1970)
        let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, day) = Self.civil(days)
        let weekday = Self.weekdays[Int((days + 4) % 7)]
        let clock = [rest / 3_600, rest / 60 % 60, rest % 60].map(Self.two)
        let text =
            "\(weekday), \(Self.two(day)) \(Self.months[Int(month - 1)]) \(year) "
            + clock.joined(separator: ":") + " GMT"
        field = Self.name + text.utf8
    }

    /// Year, month and day of a day since 1970, by the proleptic Gregorian calendar, counting
    /// years from March so that the leap day comes last.
    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
