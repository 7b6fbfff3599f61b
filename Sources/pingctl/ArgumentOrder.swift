// SPDX-License-Identifier: Apache-2.0

/// Lets the options that every command has stand before the command too, as in kubectl.
enum ArgumentOrder {
    /// The options of `ConnectionOptions`; each takes a value.
    private static let shared = ["--url", "--token-file", "--output", "-o", "--timeout"]

    /// The same arguments, with shared options that lead them moved behind the command's name.
    ///
    /// Whatever else leads is left for the parser, which knows what to say of it.
    static func commandFirst(_ arguments: [String]) -> [String] {
        var rest = arguments[...]
        var leading: [String] = []
        while let option = rest.first, option.hasPrefix("-") {
            let name = option.prefix { $0 != "=" }
            guard shared.contains(String(name)) else { return arguments }
            let hasOwnValue = name.count < option.count
            guard rest.count >= (hasOwnValue ? 1 : 2) else { return arguments }
            leading += rest.prefix(hasOwnValue ? 1 : 2)
            rest = rest.dropFirst(hasOwnValue ? 1 : 2)
        }
        guard let command = rest.popFirst() else { return arguments }
        return [command] + leading + rest
    }
}
