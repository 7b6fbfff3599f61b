// SPDX-License-Identifier: Apache-2.0

import Memberlist

/// What may happen to a running daemon.
enum DaemonEvent: Sendable {
    /// SIGTERM or SIGINT.
    case stop(signal: Int32)
    /// Somebody asked the HTTP API to leave; the goodbye is said.
    case left
    /// SIGHUP.
    case reload
    /// `--join-once` has tried every address.
    case joinEnded(JoinReport)
}
