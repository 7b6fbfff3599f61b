// SPDX-License-Identifier: Apache-2.0

import HTTPServer
import Memberlist

/// Which members `GET /members` shows: those that every condition holds for.
struct MemberFilter: Equatable, Sendable {
    private struct Tag: Equatable, Sendable {
        let name: String
        let value: String
    }

    /// Empty: any.
    private var states: Set<Member.State> = []
    /// Empty: any; otherwise one of them must match.
    private var names: [Glob] = []
    private var tags: [Tag] = []

    static let all = MemberFilter()

    /// Takes a parameter of the query.
    ///
    /// - Returns: whether it is one of this filter's.
    mutating func take(_ pair: Query.Pair) throws(GatewayError) -> Bool {
        switch pair.name {
        case "state":
            for word in pair.value.split(separator: ",", omittingEmptySubsequences: false) {
                guard let state = Member.State(rawValue: String(word)) else {
                    let known = Member.State.allCases.map(\.rawValue).joined(separator: ", ")
                    throw .invalidRequest(
                        field: "state",
                        reason: "state must be one or more of \(known), separated by commas."
                    )
                }
                states.insert(state)
            }
        case "name":
            guard let glob = Glob(pair.value) else {
                throw .invalidRequest(
                    field: "name",
                    reason: "name must be a pattern of at most \(Glob.maximumBytes) bytes."
                )
            }
            names.append(glob)
        default:
            // By bytes: as a character, the full stop may have a mark of the tag's name on it.
            let name = pair.name.utf8
            guard name.starts(with: "meta.".utf8), name.count > 5 else { return false }
            tags.append(Tag(name: String(name.dropFirst(5)) ?? "", value: pair.value))
        }
        return true
    }

    func includes(_ member: Member) -> Bool {
        guard states.isEmpty || states.contains(member.state) else { return false }
        guard names.isEmpty || names.contains(where: { $0.matches(member.name) }) else {
            return false
        }
        guard !tags.isEmpty else { return true }
        guard let metadata = MemberMetadata(member.metadata) else { return false }
        return tags.allSatisfy { metadata.tag($0.name) == $0.value }
    }
}
