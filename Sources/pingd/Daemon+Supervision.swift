// SPDX-License-Identifier: Apache-2.0

import Gateway
import Memberlist

extension Daemon {
    /// How often a service manager is told of a cluster that has changed.
    private static let statusInterval = Duration.seconds(10)

    /// For people who ask the service manager how it goes.
    func status(of node: Node) -> String {
        let members = node.snapshot.members
        let alive = members.count { $0.state == .alive }
        return "\(configuration.name): \(alive) of \(members.count) members alive"
    }

    /// What goes on beside the daemon's events, for its service manager alone.
    func supervise(_ node: Node, _ gateway: Gateway) -> [Task<Void, Never>] {
        guard supervisor.isThere else { return [] }
        var tasks = [Task { await tellStatus(of: node) }]
        if let period = supervisor.watchdogPeriod {
            let watchdog = Watchdog(
                period: period,
                parts: [
                    { await node.report() != nil },
                    {
                        await gateway.turned()
                        return true
                    },
                ],
                tell: { supervisor.alive() }
            )
            tasks.append(Task { await watchdog.run() })
        }
        return tasks
    }

    private func tellStatus(of node: Node) async {
        var last = status(of: node)
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.statusInterval)
            let present = status(of: node)
            if present != last, !Task.isCancelled { supervisor.status(present) }
            last = present
        }
    }
}
