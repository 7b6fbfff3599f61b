// SPDX-License-Identifier: Apache-2.0

/// What somebody may have meant by a key that does not exist.
enum Suggestion {
    /// The key that is at most two edits away, the nearest first; long input is not compared.
    static func nearest(to name: String) -> String? {
        guard !name.isEmpty, name.utf8.count <= 64 else { return nil }
        let plain = name.lowercased().map { $0 == "_" ? "-" : String($0) }.joined()
        let ranked = SettingKey.allCases
            .map { (key: $0.rawValue, distance: distance(plain, $0.rawValue)) }
            .min { $0.distance < $1.distance }
        guard let ranked, ranked.distance <= min(2, plain.utf8.count / 2) else { return nil }
        return ranked.key
    }

    /// Levenshtein's distance, a row at a time.
    private static func distance(_ a: String, _ b: String) -> Int {
        let b = Array(b.utf8)
        var row = Array(0...b.count)
        for (i, byte) in a.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for j in b.indices {
                let substituted = diagonal + (byte == b[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
}
