// SPDX-License-Identifier: Apache-2.0

import Gateway
import Logging
import Memberlist

extension Daemon {
    /// What SIGHUP changes without a restart, besides keys and tags, which the node may refuse.
    private static let reloadable: Set<SettingKey> = [
        .logLevel, .httpTokenFile, .httpAllow, .httpInsecure, .httpHost, .httpMaxConnections,
        .httpHeaderTimeout, .httpBodyTimeout, .httpBodyProgressTimeout, .httpIdleTimeout,
        .httpWriteTimeout, .httpMaxPipelined, .httpMaxRequestLine, .httpMaxFields,
        .httpMaxHeaderBytes, .httpMaxBody,
    ]

    /// Reads everything again and takes over what can be; nothing of it, when any of it is wrong.
    func reload(_ current: inout Configuration, _ node: Node, _ gateway: Gateway) async {
        let next: Configuration
        do {
            next = try reread()
            try check(next.metadata, gateway)
            try apply(next, to: gateway, insteadOf: current)
        } catch {
            logger.error("nothing was reloaded", metadata: ["reason": "\(error.sentence)"])
            return
        }
        let changed = next.differences(from: current)
        var applied = Self.reloadable
        // A node that encrypts cannot stop doing so under way: that is left to a restart.
        if next.keys != current.keys, !next.keys.isEmpty, await adopt(next.keys, node) {
            applied.formUnion([.key, .keyring])
            (current.key, current.keyring) = (next.key, next.keyring)
        }
        // Tags that were changed over HTTP stay, unless others are asked for here.
        if next.metadata != current.metadata, await adopt(next.metadata, gateway) {
            applied.insert(.meta)
            current.metadata = next.metadata
        }
        current.takeReloadable(from: next)
        var logger = logger
        // At the new level this line might not be seen: it is written before.
        logger.notice(
            "reloaded",
            metadata: [
                "changed": "\(Self.list(changed.filter { applied.contains($0) }))",
                "log-level": "\(next.logLevel)",
                "needs-restart": "\(Self.list(changed.filter { !applied.contains($0) }))",
            ]
        )
        logger.logLevel = next.logLevel
    }

    private func reread() throws(Refusal) -> Configuration {
        do {
            return try read()
        } catch {
            throw error.refusal
        }
    }

    /// What the node says of itself needs room among the tags, and how much is known only now.
    private func check(_ tags: [UInt8], _ gateway: Gateway) throws(Refusal) {
        guard let reason = gateway.refusal(ofTags: tags) else { return }
        throw Refusal(sentence: "meta: \(reason)", exitStatus: .configuration)
    }

    /// Where the API listens stays as it is, so it is that which must not become open to all.
    private func apply(
        _ next: Configuration,
        to gateway: Gateway,
        insteadOf current: Configuration
    ) throws(Refusal) {
        var settings = next.gatewaySettings
        settings.listen = current.gatewaySettings.listen
        do {
            try gateway.update(settings)
        } catch {
            throw Refusal(error)
        }
    }

    /// Whether the node's keys are these from now on, the first one encrypting.
    private func adopt(_ keys: [[UInt8]], _ node: Node) async -> Bool {
        do throws(KeyError) {
            for key in keys { try await node.addKey(key) }
            if let primary = keys.first { try await node.useKey(primary) }
            for key in await node.keys() where !keys.contains(key) { try await node.removeKey(key) }
            return true
        } catch {
            logger.error("the keys were not all changed", metadata: ["reason": "\(error)"])
            return false
        }
    }

    /// Whether the node's tags are these from now on.
    private func adopt(_ tags: [UInt8], _ gateway: Gateway) async -> Bool {
        switch await gateway.replaceTags(tags) {
        case .told:
            return true
        case .toldToSome(let reason):
            logger.warning("not all heard of the new tags", metadata: ["reason": "\(reason)"])
            return true
        case .refused(let reason):
            logger.error("the tags were not changed", metadata: ["reason": "\(reason)"])
            return false
        }
    }

    private static func list(_ keys: [SettingKey]) -> String {
        keys.isEmpty ? "nothing" : keys.map(\.rawValue).joined(separator: ",")
    }
}

extension Configuration {
    /// Says from now on what a running daemon does.
    fileprivate mutating func takeReloadable(from next: Configuration) {
        logLevel = next.logLevel
        httpTokens = next.httpTokens
        httpAllowed = next.httpAllowed
        httpInsecure = next.httpInsecure
        httpHosts = next.httpHosts
        let perAddress = httpLimits.connectionsPerAddress
        httpLimits = next.httpLimits
        httpLimits.connectionsPerAddress = perAddress
    }
}
