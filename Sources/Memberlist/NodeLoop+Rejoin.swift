// SPDX-License-Identifier: Apache-2.0

import Determinism
import Logging
import Membership
import Reactor
import Wire

/// Dialling again, for ever, whoever of the join list is not seen alive.
///
/// A node with company may still be in the wrong half of a split cluster: who joined by the only
/// address that answered need never hear of the others, and what a member that died is asked is of
/// no use when it comes back elsewhere. The join list is what the operator says the cluster is.
extension NodeLoop {
    /// Addresses dialled at one time; more take turns by chance.
    static let rejoinDials = 16

    /// In a large cluster as much rarer as push/pulls are, and at a time of its own on each node.
    func scheduleRejoin() {
        guard settings.rejoinInterval > .zero, !settings.join.isEmpty else { return }
        let pause = participant.paced(settings.rejoinInterval)
        let jitter = Double.random(in: 0..<0.5)
        loop.schedule(at: loop.now + pause + pause * jitter) { [weak self] in
            self?.rejoinMissing()
            self?.scheduleRejoin()
        }
    }

    /// A join in the background, as long as there is one, dials them all anyway.
    private func rejoinMissing() {
        guard !isJoining, !participant.isLeaving else { return }
        let attempt = JoinAttempt { [weak self] report in
            guard let self, report.contacted > 0 else { return }
            counters[.rejoins] += UInt64(report.contacted)
            logger.debug(
                "reached addresses of the join list at which nobody was seen",
                metadata: ["contacted": "\(report.contacted)"]
            )
        }
        attempt.dialsLeft = Self.rejoinDials
        attempt.present = presentEndpoints
        join(settings.join.shuffled(), attempt)
    }

    /// Where members are that are alive or suspect, with IPv4 as four bytes.
    private var presentEndpoints: Set<Endpoint> {
        var endpoints: Set<Endpoint> = []
        for member in participant.members where member.state == .alive || member.state == .suspect {
            let endpoint = member.endpoint
            endpoints.insert(Endpoint(address: endpoint.address.unmapped, port: endpoint.port))
        }
        return endpoints
    }
}
