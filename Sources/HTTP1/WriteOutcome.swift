// SPDX-License-Identifier: Apache-2.0

/// What came of an attempt to write what a connection has to say.
package enum WriteOutcome: Sendable {
    /// It has nothing to say.
    case nothing
    /// Everything is out; what comes next.
    case all(ServerEffect)
    /// The system takes no more for now.
    case full
    /// The socket is broken.
    case failed
}
