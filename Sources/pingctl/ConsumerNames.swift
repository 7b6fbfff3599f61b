// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// Names of consumers of a node's inbox.
enum ConsumerNames {
    static var completion: CompletionKind {
        .custom { words, _, _ in
            NodeCompletion.ask("/consumers", for: ConsumersBody.self, on: words)?
                .consumers.map(\.name).filter(NodeCompletion.isPlain) ?? []
        }
    }

    /// What the node would refuse, said before it is asked.
    static func check(_ name: String) throws {
        let isPlain = name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        guard 1...255 ~= name.utf8.count, isPlain else {
            throw ValidationError(
                "a consumer's name is 1 to 255 bytes without control characters"
            )
        }
    }
}
