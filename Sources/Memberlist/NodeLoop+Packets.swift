// SPDX-License-Identifier: Apache-2.0

import Logging
import Membership
import Reactor
import Wire

extension NodeLoop {
    /// The most datagrams taken in one turn; the rest makes the socket ready again.
    private static let datagramsPerTurn = 8 * DatagramSocket.batch
    /// Packets beyond this are dropped within a turn, not kept.
    private static let outboxLimit = 4_096

    /// Takes what waits on the packet socket, within the turn's budget.
    func receivePackets() {
        var taken = 0
        while taken < Self.datagramsPerTurn {
            do throws(Errno) {
                let count = try packets.receive { bytes, source in receive(bytes, from: source) }
                taken += count
                if count < DatagramSocket.batch { break }
            } catch {
                // An ICMP answer to an earlier packet; the destination is not told here, and the
                // probe that sent it will find out by itself.
                counters.drop("packet-socket-error")
                taken += 1
            }
        }
        if taken > 0 { settle() }
    }

    private func receive(_ bytes: UnsafeRawBufferPointer, from source: SocketAddress) {
        counters[.packetsReceived] += 1
        counters[.packetBytesReceived] += UInt64(bytes.count)
        guard !bytes.isEmpty else { return }
        let endpoint = Endpoint(source)
        guard !refusesPackets(from: endpoint.address) else { return }
        let packet = framing.packetDecoder.decode(bytes)
        isReadingCompound = packet.isCompound
        if packet.isCompound { counters.messages.add(.received, .packet, .compound) }
        for message in packet.messages {
            counters.messages.add(.received, .packet, message.type)
            run(participant.receive(message, from: endpoint, at: loop.now))
        }
        isReadingCompound = false
        guard !packet.drops.isEmpty else { return }
        if packet.messages.isEmpty { notePacketNonsense(from: source) }
        for drop in packet.drops {
            counters.drop("packet-\(drop.reason)")
            noteMismatch(of: drop, source)
            logger.debug(
                "packet dropped",
                metadata: ["from": "\(source)", "reason": "\(drop.reason)"]
            )
        }
    }

    /// Leaves a framed packet for the end of the turn.
    func queue(_ bytes: [UInt8], to endpoint: Endpoint) {
        guard var address = endpoint.socketAddress else {
            counters.drop("send-unusable-address")
            return
        }
        switch (packets.address, address) {
        case (.ipv6, .ipv4): address = address.mapped
        case (.ipv4, .ipv6):
            counters.drop("send-other-address-family")
            return
        default: break
        }
        guard outbox.count < Self.outboxLimit else {
            counters.drop("send-outbox-full")
            return
        }
        outbox.append((bytes, address))
    }

    /// Sends what the turn has produced, in as few calls as there are batches.
    func flushPackets() {
        guard !outbox.isEmpty else { return }
        // The two arrays take turns, so that neither is allocated anew.
        swap(&outbox, &departing)
        defer { departing.removeAll(keepingCapacity: true) }
        var refused: [SocketAddress] = []
        packets.send(departing) { index, outcome in
            switch outcome {
            case .sent:
                counters[.packetsSent] += 1
                counters[.packetBytesSent] += UInt64(departing[index].bytes.count)
            case .dropped:
                counters.drop("send-buffer-full")
            case .failed(let error):
                counters.drop("send-failed")
                if error.isRemotesFault { refused.append(departing[index].to) }
            }
        }
        for address in refused {
            run(participant.packetRefused(by: Endpoint(address), at: loop.now))
        }
        if !outbox.isEmpty { settle() }
    }
}

/// Reads packets when there are some.
final class PacketReader: ReadinessHandler {
    private unowned let node: NodeLoop

    init(_ node: NodeLoop) { self.node = node }

    func ready(_ readiness: Readiness) { node.receivePackets() }
}
