// SPDX-License-Identifier: Apache-2.0

/// The answer to `POST /broadcast`.
package struct BroadcastResultBody: Codable, Equatable, Sendable {
    /// A ULID made for this broadcast; it does not travel with it.
    package var id: String
    /// Size of the payload.
    package var bytes: Int
    /// The alive and suspect members that it may be told to; nobody confirms it.
    package var members: Int

    package init(id: String, bytes: Int, members: Int) {
        self.id = id
        self.bytes = bytes
        self.members = members
    }
}
