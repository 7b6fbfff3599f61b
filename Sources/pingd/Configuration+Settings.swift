// SPDX-License-Identifier: Apache-2.0

import Gateway
import GatewayAPI
import Journal
import Memberlist

extension Configuration {
    /// What the node is told; with `--join-once` it is told later whom to join.
    func nodeSettings(transcript: @escaping @Sendable (String) -> Void) -> NodeSettings {
        var settings = NodeSettings(name: name)
        settings.bindAddress = bind.address
        settings.bindPort = bind.port
        settings.advertiseAddress = advertise?.address
        settings.advertisePort = advertise?.port
        settings.profile = profile.profile
        tuning.apply(to: &settings)
        settings.disableTcpPingsForNode = tcpPinglessNodes
        settings.cidrsAllowed = cidrsAllowed
        settings.metadata = announcedMetadata
        settings.label = Array(label.utf8)
        settings.keys = keys
        settings.verifyIncoming = verifiesIncoming
        settings.verifyOutgoing = verifiesOutgoing
        settings.compression = compresses
        settings.lanes = keepsLanes
        settings.protocolVersion = protocolVersion
        settings.delegateVersions = delegateVersions
        settings.announcesLeaveToSerf = serf
        settings.join = joinOnce ? [] : join
        settings.pingPong = PingPongSettings(
            interval: ping,
            answers: answersPings,
            transcript: transcript
        )
        return settings
    }

    var feedLimits: FeedLimits {
        FeedLimits(inboxMessages: inboxMessages, inboxBytes: inboxBytes)
    }

    var journalLimits: JournalLimits {
        var limits = JournalLimits()
        limits.inboxMessages = inboxMessages
        limits.inboxBytes = inboxBytes
        // Room for the rest, and for what is deleted and not yet used again.
        limits.fileBytes = max(limits.fileBytes, 2 * inboxBytes)
        limits.deliveryAttempts = deliveryAttempts
        return limits
    }

    /// Serf shows metadata that is not in its form as a role, so a node for Serf says nothing.
    private var announcesHTTP: Bool { !serf }

    /// Who has lanes must say so.
    private var keepsLanes: Bool { lanes && !serf }

    /// The tags, and where the API listens as far as that is known before the start; the gateway
    /// makes up for the rest.
    var announcedMetadata: [UInt8] {
        guard announcesHTTP else { return metadata }
        let listener =
            switch http {
            case .tcp(let address): "\(address)"
            default: "unix:"
            }
        let known = bind.isUnspecified ? nil : bind
        let advertised = advertise.map { AddressText(address: $0.address, port: 1) } ?? known
        let announcement = Announcement(
            hasLanes: keepsLanes,
            listener: listener,
            advertised: advertised.map { "\($0)" }
        )
        return Announcement.metadata(tags: metadata, announcement)
    }

    var gatewaySettings: GatewaySettings {
        var settings = GatewaySettings(version: ProgramVersion.text)
        settings.listen =
            switch http {
            case .tcp(let address): .tcp(host: address.address, port: address.port)
            case .unix(let path): .unix(path: path)
            case .passed(let socket): .passed(socket.number)
            }
        settings.tokens = httpTokens?.tokens ?? []
        settings.allowed = httpAllowed
        settings.insecure = httpInsecure
        settings.hosts = httpHosts
        settings.threads = httpThreads
        settings.limits = httpLimits
        settings.announces = announcesHTTP
        settings.hasLanes = keepsLanes
        return settings
    }
}
