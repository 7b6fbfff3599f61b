// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayAPI

/// Names of members, asked of a running node for a shell that completes them.
enum MemberNames {
    static var completion: CompletionKind {
        .custom { words, _, _ in
            NodeCompletion.ask("/members", for: MembersBody.self, on: words)?
                .members.map(\.name).filter(NodeCompletion.isPlain) ?? []
        }
    }
}
