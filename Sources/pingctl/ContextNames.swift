// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FoundationEssentials

/// Names of contexts, for a shell that completes them.
enum ContextNames {
    static var completion: CompletionKind { .custom { _, _, _ in names() } }

    /// None when there are none, or they cannot be read: a shell cannot be told why.
    private static func names() -> [String] {
        let store = ContextStore(environment: ProcessInfo.processInfo.environment)
        return (try? store.read())?.contexts.map(\.name) ?? []
    }
}
