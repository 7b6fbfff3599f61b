// SPDX-License-Identifier: Apache-2.0

import JSONText

/// A JSON value as a merge patch sees it: objects by their members, all else as it is written.
indirect enum JSONTree: Equatable, Sendable {
    struct Member: Equatable, Sendable {
        let key: String
        var value: JSONTree

        /// Keys are the same when their bytes are; `==` would also equate other spellings.
        func isCalled(_ name: String) -> Bool { key.utf8.elementsEqual(name.utf8) }
    }

    case object([Member])
    /// Without white space.
    case other([UInt8])

    /// Takes the next value; the reader bounds the depth.
    init(in reader: inout JSONReader) throws(JSONError) {
        guard try reader.kind() == .object else {
            self = .other(reader.compact(try reader.skip()))
            return
        }
        var members: [Member] = []
        try reader.enterObject()
        while let key = try reader.nextKey() {
            members.append(Member(key: key, value: try JSONTree(in: &reader)))
        }
        self = .object(members)
    }

    private var isNull: Bool { self == .other(Array("null".utf8)) }

    /// What a merge patch makes of this value (RFC 7396 §2).
    func merged(with patch: JSONTree) -> JSONTree {
        guard case .object(let changes) = patch else { return patch }
        var members: [Member] = []
        if case .object(let present) = self { members = present }
        for change in changes {
            let place = members.firstIndex { $0.isCalled(change.key) }
            switch (place, change.value.isNull) {
            case (let place?, true):
                members.remove(at: place)
            case (let place?, false):
                members[place].value = members[place].value.merged(with: change.value)
            case (nil, true):
                break
            case (nil, false):
                // What is new may hold nulls too, which mean nothing there.
                let value = JSONTree.object([]).merged(with: change.value)
                members.append(Member(key: change.key, value: value))
            }
        }
        return .object(members)
    }

    func write(to json: inout JSONWriter) {
        switch self {
        case .other(let bytes): json.raw(bytes[...])
        case .object(let members):
            json.openObject()
            for member in members {
                json.key(member.key)
                member.value.write(to: &json)
            }
            json.closeObject()
        }
    }
}
