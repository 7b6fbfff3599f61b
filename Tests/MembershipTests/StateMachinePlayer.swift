// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Determinism
import Testing
import Wire

@testable import Membership

extension StateMachineVectorTests {
    /// A participant, and what the vectors say of one.
    struct Player {
        private(set) var participant: Participant
        private var now = Instant.seconds(1_000)

        init(_ script: Script) throws {
            var settings = MembershipSettings.still
            settings.probeInterval = .seconds(3_600)
            settings.suspicionMult = script.suspicionMult
            settings.deadNodeReclaimTime = .seconds(script.deadNodeReclaimSeconds)
            // The reference does not; a behaviour test covers what we add.
            settings.answersOutdatedAlive = false
            settings.checksVersions = false
            settings.takeoverTime = .zero
            settings.allowedNetworks = try (script.cidrsAllowed ?? []).map(Self.network)
            participant = Participant(
                name: MemberName(script.local.name!),
                endpoint: script.local.alive.endpoint,
                metadata: script.local.alive.metadata,
                settings: settings,
                seed: 1,
                at: now
            )
        }

        private static func network(_ text: String) throws -> NetworkPrefix {
            let parts = text.split(separator: "/")
            let bytes = parts[0].split(separator: ".").compactMap { UInt8($0) }
            let address = try #require(AddressBytes(bytes))
            return try #require(NetworkPrefix(address: address, bits: Int(parts[1])!))
        }

        /// Takes one step; returns the events the reference would raise.
        mutating func play(_ step: Step) throws -> [Event] {
            let outputs: [Output]
            switch step.op {
            case "alive": outputs = receive(.alive(step.msg!.alive))
            case "suspect": outputs = receive(.suspect(step.msg!.suspect))
            case "dead": outputs = receive(.dead(step.msg!.dead))
            case "merge":
                participant.merge((step.states ?? []).map(\.pushState), at: now)
                outputs = participant.drain()
            case "update_local":
                outputs = try participant.updateMetadata(step.meta!.bytes, for: 1, at: now)
            case "leave_local": outputs = participant.leave(at: now)
            case "age_state_change":
                let age = Duration.seconds(step.seconds!)
                // Without a name the script aged somebody unknown.
                if let slot = step.node.flatMap({ participant.table.slot(of: MemberName($0)) }) {
                    participant.table.update(slot) { $0.since = $0.since - age }
                }
                outputs = []
            default:
                Issue.record("no such operation: \(step.op)")
                outputs = []
            }
            return outputs.changes.compactMap(Event.init)
        }

        private mutating func receive(_ message: Message) -> [Output] {
            participant.receive(message, from: home(77), at: now)
        }

        /// The member table as the vectors write it.
        var table: [TableEntry] {
            participant.members.map { TableEntry($0, in: participant) }.sorted { $0.name < $1.name }
        }

        /// What was queued in this step, in order of submission; the queue is empty afterwards.
        mutating func takeQueued() -> [Message] {
            let messages = participant.queue.inOrderOfSubmission.map(\.bytes)
            participant.empty()
            return messages.compactMap { try? Message.decode($0) }
        }
    }
}

extension TableEntry {
    init(_ member: Member, in participant: Participant) {
        addr = member.endpoint.address.bytes.hex
        incarnation = member.incarnation.rawValue
        meta = member.metadata.hex
        name = member.name.text
        port = member.endpoint.port
        state = "\(member.state)"
        suspicionTimer = participant.suspicions[member.name] != nil
        vsn = member.versions.bytes
    }
}

extension [UInt8] {
    var hex: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension StateMachineVectorTests.Event {
    /// The reference has no event for a suspicion, its end, or forgetting.
    init?(_ change: Change) {
        self.init()
        switch change {
        case .joined(let member):
            join = member.name.text
            addr = member.endpoint.address.bytes.hex
            meta = member.metadata.hex
            port = member.endpoint.port
        case .updated(let member):
            update = member.name.text
            meta = member.metadata.hex
        case .died(let member), .left(let member): leave = member.name.text
        case .conflict(let known, let claimant):
            conflict = known.name.text
            existing = "\(known.endpoint.address.bytes.hex):\(known.endpoint.port)"
            other = "\(claimant.endpoint.address.bytes.hex):\(claimant.endpoint.port)"
        case .suspected, .recovered, .reaped: return nil
        }
    }
}
