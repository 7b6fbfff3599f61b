// SPDX-License-Identifier: Apache-2.0

import HTTP1
import Synchronization

/// What all loops of a server count together.
final class ServerCounters: Sendable {
    /// Connections that are served, without those that are turned away.
    let open = Counter()
    let accepted = Counter()
    let refused = Counter()
    let refusedForAddress = Counter()
    private let idleTimeouts = Counter()
    private let bodiesCutOff = Counter()
    let pipelinesHeld = Counter()
    let acceptFailures = Counter()
    let requests = Counter()
    private let timeouts = Counter()
    private let writeStalls = Counter()
    private let informational = Counter()
    private let successful = Counter()
    private let redirected = Counter()
    private let clientErrors = Counter()
    private let serverErrors = Counter()
    private let faults = Mutex<[String: Int]>([:])

    func add(_ status: HTTPStatus) {
        switch status.code {
        case ..<200: informational.increment()
        case ..<300: successful.increment()
        case ..<400: redirected.increment()
        case ..<500: clientErrors.increment()
        default: serverErrors.increment()
        }
    }

    func add(_ fault: HTTPFault) {
        faults.withLock { $0[fault.reason, default: 0] += 1 }
        if fault == .timeout { timeouts.increment() }
    }

    func add(_ end: SilentEnd) {
        switch end {
        case .idle: idleTimeouts.increment()
        case .writeStall: writeStalls.increment()
        case .unreadBody: bodiesCutOff.increment()
        }
    }

    var snapshot: ServerStatistics {
        var statistics = ServerStatistics()
        statistics.connectionsOpen = open.count
        statistics.connectionsAccepted = accepted.count
        statistics.connectionsRefused = refused.count
        statistics.connectionsRefusedForAddress = refusedForAddress.count
        statistics.idleTimeouts = idleTimeouts.count
        statistics.bodiesCutOff = bodiesCutOff.count
        statistics.pipelinesHeld = pipelinesHeld.count
        statistics.acceptFailures = acceptFailures.count
        statistics.requests = requests.count
        statistics.timeouts = timeouts.count
        statistics.writeStalls = writeStalls.count
        statistics.responsesByClass = [
            informational.count, successful.count,
            redirected.count, clientErrors.count,
            serverErrors.count,
        ]
        statistics.faults = faults.withLock { $0 }
        return statistics
    }
}
