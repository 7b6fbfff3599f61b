// SPDX-License-Identifier: Apache-2.0

import Memberlist

/// What may happen to a running daemon.
enum DaemonEvent: Sendable {
    /// SIGTERM or SIGINT.
    case stop(signal: Int32)
    /// SIGHUP.
    case reload
    /// `--join-once` has tried every address.
    case joinEnded(JoinReport)
}
