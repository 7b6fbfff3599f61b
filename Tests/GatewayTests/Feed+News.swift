// SPDX-License-Identifier: Apache-2.0

@testable import Gateway
@testable import Memberlist

extension Feed {
    /// As if a message had reached the node.
    func hear(
        _ text: String,
        by path: MessagePath = .stream,
        from source: String? = nil,
        sender: String? = nil,
        isGossip: Bool = false
    ) {
        let message = ReceivedMessage(payload: Array(text.utf8), source: source, path: path)
        hear(.received(message, sender: sender, isGossip: isGossip))
    }
}
