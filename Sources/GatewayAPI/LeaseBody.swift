// SPDX-License-Identifier: Apache-2.0

/// The answer to `GET /messages` with `consumer`: what that name has to deal with.
package struct LeaseBody: Decodable, Equatable, Sendable {
    /// A message, and how often it has been handed out.
    package struct Leased: Decodable, Equatable, Sendable {
        package var message: MessageBody
        /// 1 when it is handed out for the first time.
        package var attempt: Int

        private enum CodingKeys: CodingKey {
            case attempt
        }

        package init(from decoder: any Decoder) throws {
            message = try MessageBody(from: decoder)
            attempt = try decoder.container(keyedBy: CodingKeys.self)
                .decode(Int.self, forKey: .attempt)
        }
    }

    package var consumer: String
    package var messages: [Leased]
    /// Until when nobody else of that name is given them; `nil` without messages.
    package var leaseUntil: String?
    /// Messages that the consumer has not been given yet.
    package var behind: UInt64
    /// Messages that the inbox let go before the consumer acknowledged them.
    package var lost: UInt64
    /// Messages that became dead letters instead of being handed out again.
    package var dead: UInt64
}
