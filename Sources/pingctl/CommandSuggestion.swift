// SPDX-License-Identifier: Apache-2.0

/// What may have been meant by a word that is no command.
enum CommandSuggestion {
    /// Words that users of Serf know for what is here.
    private static let synonyms = [
        "info": "self", "monitor": "events", "tags": "meta", "keygen": "keys generate",
        "event": "broadcast", "query": "rpc",
    ]

    /// A sentence about the first word, if it is neither a command nor an option; `group` is the
    /// command that it stands behind.
    static func complaint(
        about arguments: [String],
        commands: [String],
        of group: String? = nil
    ) -> String? {
        guard let word = arguments.first, !word.hasPrefix("-"), word != "help",
            !commands.contains(word)
        else { return nil }
        let nearest = commands.min { distance(word, $0) < distance(word, $1) }
        let beginning = commands.first { word.count > 1 && $0.hasPrefix(word) }
        var meant = (group == nil ? synonyms[word] : nil) ?? beginning
        if meant == nil, let nearest, distance(word, nearest) <= 2 { meant = nearest }
        let before = group.map { $0 + " " } ?? ""
        let hint = meant.map { "; did you mean pingctl \(before)\($0)?" } ?? ""
        return "there is no command \"\(before)\(word)\"\(hint)"
    }

    /// Letters to insert, remove or change (Levenshtein).
    private static func distance(_ one: String, _ other: String) -> Int {
        let (one, other) = (Array(one), Array(other))
        var row = Array(0...other.count)
        for (index, letter) in one.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (place, otherLetter) in other.enumerated() {
                let changed = diagonal + (letter == otherLetter ? 0 : 1)
                diagonal = row[place + 1]
                row[place + 1] = min(changed, diagonal + 1, row[place] + 1)
            }
        }
        return row[other.count]
    }
}
