// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A machine that asks a node for work and has commands do it.
protocol CommandDriver: AnyObject {
    associatedtype Happening

    /// Does what can be done at once, and says what has happened.
    func advance() throws(PingctlError) -> [Happening]
    /// When `advance` has work again, whatever comes; `nil`: only when something comes.
    var nextDeadline: ContinuousClock.Instant? { get }
    /// To wait for, beside the pool's own.
    var readable: [Int32] { get }
    var writable: [Int32] { get }
    /// Takes no more work; what was taken is finished.
    func stop()
    var isDone: Bool { get }
}

extension CommandDriver {
    /// Drives it until it is done; Ctrl-C and SIGTERM stop it, the second of them as usual.
    func drive(
        _ client: GatewayClient,
        _ session: Session,
        show: (Happening) -> Void
    ) throws(PingctlError) {
        // A command that does not read all of its input is no reason to end.
        signal(SIGPIPE, SIG_IGN)
        client.pool.output = session.console
        var interruption = Interruption.watch([SIGINT, SIGTERM])
        let exits = ChildExits.watch()
        while true {
            for happening in try advance() { show(happening) }
            if isDone { return }
            client.pool.descriptors = [interruption, exits].compactMap { $0 } + readable
            client.pool.writable = writable
            try client.turn(until: nextDeadline)
            if let exits { ChildExits.clear(exits) }
            if Interruption.hasHappened, interruption != nil {
                interruption = nil
                stop()
            }
        }
    }
}
