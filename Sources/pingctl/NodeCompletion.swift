// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FoundationEssentials

/// Asks a running node for a shell that completes a word.
enum NodeCompletion {
    /// A person waits with a finger on the key.
    private static let patience = Duration.seconds(1)
    /// What a line before the cursor says of the node to ask.
    private static let options = ["--url", "--context", "--token-file", "--cacert", "--proxy"]

    /// `nil` when the node does not answer in time: a shell cannot be told why.
    static func ask<Body: Decodable & Equatable & Sendable>(
        _ target: String,
        for type: Body.Type,
        on words: [String]
    ) -> Body? {
        guard var connection = try? ConnectionOptions.parse(arguments(words)) else { return nil }
        connection.timeout = patience
        let environment = ProcessInfo.processInfo.environment
        let client = try? connection.client(environment: environment)
        return try? client?.ask(target, for: type).body
    }

    /// The options that say which node; those that are not whole yet are left out.
    static func arguments(_ words: [String]) -> [String] {
        var result: [String] = []
        for (index, word) in words.enumerated() {
            if options.contains(where: { word.hasPrefix($0 + "=") }) { result.append(word) }
            guard options.contains(word), index + 1 < words.count else { continue }
            let value = words[index + 1]
            if !value.isEmpty, !value.hasPrefix("-") { result += [word, value] }
        }
        return result
    }

    /// Whether neither a shell would take it apart nor a terminal obey it.
    static func isPlain(_ name: String) -> Bool {
        name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "._-@%+/:".utf8.contains(byte)
            }
        }
    }
}
