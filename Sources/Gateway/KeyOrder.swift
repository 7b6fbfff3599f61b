// SPDX-License-Identifier: Apache-2.0

import Memberlist

/// A request to `/keys`, understood.
enum KeyOrder: Sendable {
    /// Keys of one ring, each of which is tried on what does not open at once; ours.
    static let keyLimit = 16

    case list
    case install([UInt8])
    /// By its name.
    case use(String)
    /// By its name.
    case remove(String)

    /// What the ring becomes, and the one change that leads there; `nil` for no change.
    func applied(
        to keys: [[UInt8]]
    ) throws(GatewayError) -> (change: KeyChange, key: [UInt8], next: [[UInt8]])? {
        switch self {
        case .list:
            return nil
        case .install(let key):
            guard !keys.contains(key) else { return nil }
            guard keys.count < Self.keyLimit else { throw .keyringFull(limit: Self.keyLimit) }
            return (.add, key, keys + [key])
        case .use(let id):
            let key = try Self.key(id, in: keys)
            return (.use, key, [key] + keys.filter { $0 != key })
        case .remove(let id):
            let key = try Self.key(id, in: keys)
            guard key != keys.first else { throw .primaryKey(id) }
            return (.remove, key, keys.filter { $0 != key })
        }
    }

    private static func key(_ id: String, in keys: [[UInt8]]) throws(GatewayError) -> [UInt8] {
        guard let key = keys.first(where: { Node.keyID(of: $0) == id }) else {
            throw .unknownKey(id)
        }
        return key
    }
}
