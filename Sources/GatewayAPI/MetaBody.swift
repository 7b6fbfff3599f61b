// SPDX-License-Identifier: Apache-2.0

/// The answer of `/meta`: this node's tags and the room they take, in bytes.
package struct MetaBody: Codable, Equatable, Sendable {
    /// The tags, without the node's own words.
    package var meta: JSONValue
    /// What the metadata has in all.
    package var bytes: Int
    /// What of them is the node's own.
    package var reserved: Int
    /// How many more there is room for.
    package var left: Int
    package var limit: Int
    /// After a change: whether the cluster has been told within the time given.
    package var told: Bool?

    package init(
        meta: JSONValue,
        bytes: Int,
        reserved: Int,
        left: Int,
        limit: Int,
        told: Bool? = nil
    ) {
        self.meta = meta
        self.bytes = bytes
        self.reserved = reserved
        self.left = left
        self.limit = limit
        self.told = told
    }
}
