// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership

/// Carrying out a plan of faults. One that cannot happen, as a crash of who is down, does not.
extension Cluster {
    /// How long a node that wants to leave may take to say so.
    private static let patienceWithLeave = Duration.seconds(15)

    /// Lets something go wrong now, outside of any plan.
    package mutating func disturb(_ fault: Fault) { disturb(fault, number: counts.faults) }

    mutating func disturb(_ fault: Fault, number: Int) {
        counts.faults += 1
        record(0, .isDisturbed, number)
        switch fault {
        case .weather(let weather): network.weather = weather
        case .cut(let cut, let from, let to): network.cut(cut, from: from, to: to)
        case .mend(let cut): network.mend(cut)
        case .pause(let node): if nodes[node].isUp { nodes[node].isPaused = true }
        case .resume(let node): resume(node)
        case .slow(let node, let blocked, let open): slow(node, blocked: blocked, open: open)
        case .quicken(let node): quicken(node)
        case .clockStep(let node, let step):
            nodes[node].clockAhead += step
            plan(node)
        case .crash(let node): stop(node, hasLeft: false)
        case .restart(let node): start(node)
        case .leave(let node): leave(node)
        case .updateMetadata(let node): updateMetadata(node, to: number)
        case .healAll: healAll()
        }
    }

    /// First what waits in its sockets, then its clock, as a driver does it.
    private mutating func resume(_ node: Int) {
        guard nodes[node].isPaused else { return }
        nodes[node].isPaused = false
        guard nodes[node].isResponsive else {
            plan(node)
            return
        }
        readInbox(of: node)
        act(node) { $0.advance(to: $1) }
    }

    private mutating func readInbox(of node: Int) {
        let waiting = nodes[node].inbox
        nodes[node].inbox = []
        for delivery in waiting { handle(delivery, at: node) }
    }

    private mutating func slow(_ node: Int, blocked: Duration, open: Duration) {
        guard nodes[node].isUp, nodes[node].slowness == nil else { return }
        slownesses += 1
        nodes[node].slowness = .init(blocked: blocked, open: open, number: slownesses)
        agenda.push(.window(node, slowness: slownesses), at: now + blocked)
    }

    private mutating func quicken(_ node: Int) {
        guard nodes[node].slowness != nil else { return }
        nodes[node].slowness = nil
        catchUp(node)
    }

    /// A window of a slow node opens or closes.
    mutating func window(_ node: Int, slowness number: Int) {
        guard var slowness = nodes[node].slowness, slowness.number == number else { return }
        slowness.isBlocked.toggle()
        nodes[node].slowness = slowness
        let next = slowness.isBlocked ? slowness.blocked : slowness.open
        agenda.push(.window(node, slowness: number), at: now + next)
        if !slowness.isBlocked { catchUp(node) }
    }

    /// Says what could not be said, hears what could not be heard.
    private mutating func catchUp(_ node: Int) {
        guard nodes[node].isResponsive else { return }
        let waiting = nodes[node].outbox
        nodes[node].outbox = []
        for departure in waiting { depart(departure, from: node) }
        readInbox(of: node)
    }

    private mutating func leave(_ node: Int) {
        guard nodes[node].isUp, !nodes[node].isPaused else { return }
        let patience = Self.patienceWithLeave
        agenda.push(.end(node, life: nodes[node].life), at: now + patience)
        act(node) { $0.leave(at: $1) }
    }

    private mutating func updateMetadata(_ node: Int, to number: Int) {
        guard nodes[node].isUp, !nodes[node].isPaused, !nodes[node].participant.isLeaving else {
            return
        }
        let metadata = [0xDA, UInt8(truncatingIfNeeded: number >> 8), UInt8(number & 255)]
        do {
            try act(node) { try $0.updateMetadata(metadata, for: 1, at: $1) }
        } catch {
            checker.fail(node, at: now, "metadata was refused: \(error)")
        }
    }

    private mutating func healAll() {
        network.mendAll()
        network.weather = settings.weather
        for node in nodes.indices {
            resume(node)
            quicken(node)
        }
    }
}
