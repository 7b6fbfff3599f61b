// SPDX-License-Identifier: Apache-2.0

/// The data of a `receipt` event: how far one copy of a message has come since its answer.
package struct ReceiptBody: Codable, Equatable, Sendable {
    /// When this node learnt of it.
    package var at: String
    /// Of the message, as the answer to `POST /send` said it.
    package var id: String
    package var result: RecipientResultBody

    package init(at: String, id: String, result: RecipientResultBody) {
        self.at = at
        self.id = id
        self.result = result
    }
}
