// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import JSONText
import Memberlist

/// Writes members as JSON; by hand, since the list is the hottest answer there is.
struct MemberListWriter {
    /// Where the gateway of the local node listens; `nil` while that is not known.
    let localHTTP: String?

    func list(_ snapshot: MemberSnapshot, including filter: MemberFilter = .all) -> [UInt8] {
        var json = JSONWriter(capacity: 256 + 384 * snapshot.members.count)
        json.openObject()
        json.member("self", snapshot.localName)
        json.key("version")
        json.unsigned(snapshot.version)
        write(counts(of: snapshot), to: &json)
        json.key("members")
        json.openArray()
        for member in snapshot.members where filter.includes(member) {
            write(member, isSelf: snapshot.isLocal(member), to: &json)
        }
        json.closeArray()
        json.closeObject()
        json.endLine()
        return json.bytes
    }

    func single(_ member: Member, isSelf: Bool) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        write(member, isSelf: isSelf, to: &json)
        json.endLine()
        return json.bytes
    }

    private func counts(of snapshot: MemberSnapshot) -> MembersBody.Counts {
        var counts = MembersBody.Counts()
        for member in snapshot.members {
            switch member.state {
            case .alive: counts.alive += 1
            case .suspect: counts.suspect += 1
            case .dead: counts.dead += 1
            case .left: counts.left += 1
            }
        }
        return counts
    }

    private func write(_ counts: MembersBody.Counts, to json: inout JSONWriter) {
        json.key("counts")
        json.openObject()
        json.key("alive")
        json.integer(counts.alive)
        json.key("suspect")
        json.integer(counts.suspect)
        json.key("dead")
        json.integer(counts.dead)
        json.key("left")
        json.integer(counts.left)
        json.closeObject()
    }

    func write(_ member: Member, isSelf: Bool, to json: inout JSONWriter) {
        let metadata = MemberMetadata(member.metadata)
        json.openObject()
        json.member("name", member.name)
        json.member("address", member.address)
        json.member("state", member.state.rawValue)
        json.key("self")
        json.bool(isSelf)
        json.key("incarnation")
        json.unsigned(UInt64(member.incarnation))
        if let metadata {
            json.key("meta")
            json.raw(metadata.compact[...])
        }
        json.member("metaBase64", Base64.encode(member.metadata))
        if let http = isSelf ? ownHTTP(of: member) : metadata?.http { json.member("http", http) }
        json.versions("protocol", VersionsBody(member.protocolVersions))
        json.versions("delegate", VersionsBody(member.delegateVersions))
        json.member(
            "since",
            Timestamp.rfc3339(unixMilliseconds: member.sinceUnixMilliseconds)
        )
        json.closeObject()
    }

    /// An address that means every interface leads nowhere; the advertised one does.
    private func ownHTTP(of member: Member) -> String? {
        guard let localHTTP else { return nil }
        let (host, port) = HostName.split(localHTTP)
        guard let port, host == "0.0.0.0" || host == "[::]" else { return localHTTP }
        return HostName.split(member.address).host + ":" + port
    }
}

extension VersionsBody {
    init(_ versions: Member.Versions) {
        self.init(min: versions.min, max: versions.max, current: versions.current)
    }
}

extension MemberSnapshot {
    /// Names are the same when their bytes are; `==` would also equate other spellings.
    func isLocal(_ member: Member) -> Bool { member.name.utf8.elementsEqual(localName.utf8) }
}
