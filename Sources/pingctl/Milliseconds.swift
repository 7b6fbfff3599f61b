// SPDX-License-Identifier: Apache-2.0

/// Times as people compare them.
enum Milliseconds {
    /// With two places, as in `1.24`.
    static func text(_ duration: Duration) -> String {
        let hundredths = Int64((duration / .microseconds(10)).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// In microseconds, for `JSONWriter.thousandths`.
    static func thousandths(_ duration: Duration) -> UInt64 {
        UInt64(max(0, (duration / .microseconds(1)).rounded()))
    }
}
