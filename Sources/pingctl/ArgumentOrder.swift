// SPDX-License-Identifier: Apache-2.0

/// Lets the options that every command has stand before the command too, as in kubectl.
enum ArgumentOrder {
    /// Options of `ConnectionOptions` and `OutputOptions`, and whether each takes a value.
    private static let shared = [
        "--url": true, "--token-file": true, "--output": true, "-o": true, "--timeout": true,
        "--netrc": false, "--context": true, "--proxy": true, "--cacert": true,
    ]
    /// Commands whose options belong behind the next word.
    private static let groups = ["consumers", "context", "keys", "meta", "rpc"]

    /// The same arguments, with shared options that lead them moved behind the command's name.
    ///
    /// Whatever else leads is left for the parser, which knows what to say of it.
    static func commandFirst(_ arguments: [String]) -> [String] {
        var rest = arguments[...]
        guard var options = takeOptions(from: &rest), let command = rest.popFirst() else {
            return arguments
        }
        var words = [command]
        if groups.contains(command) {
            guard let more = takeOptions(from: &rest) else { return arguments }
            options += more
            if let word = rest.first, !word.hasPrefix("-") {
                words.append(word)
                rest.removeFirst()
            }
        }
        return words + options + rest
    }

    /// - Returns: `nil` when something leads that is not ours to move.
    private static func takeOptions(from rest: inout ArraySlice<String>) -> [String]? {
        var options: [String] = []
        while let option = rest.first, option.hasPrefix("-") {
            let name = option.prefix { $0 != "=" }
            guard let takesValue = shared[String(name)] else { return options.isEmpty ? [] : nil }
            let count = takesValue && name.count == option.count ? 2 : 1
            guard rest.count >= count else { return nil }
            options += rest.prefix(count)
            rest = rest.dropFirst(count)
        }
        return options
    }
}
