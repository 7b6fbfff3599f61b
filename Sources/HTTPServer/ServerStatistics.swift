// SPDX-License-Identifier: Apache-2.0

/// What a server has counted since it began.
package struct ServerStatistics: Equatable, Sendable {
    /// Connections open now.
    package var connectionsOpen = 0
    package var connectionsAccepted = 0
    /// Connections answered with 503 because there were too many.
    package var connectionsRefused = 0
    /// Connections answered with 503 because their address had too many.
    package var connectionsRefusedForAddress = 0
    /// Times no connection could be accepted because descriptors had run out.
    package var acceptFailures = 0
    /// Requests that were given to a handler or answered in its stead.
    package var requests = 0
    /// Responses by the first digit of their status, 1 to 5, at index digit - 1.
    package var responsesByClass = [0, 0, 0, 0, 0]
    /// What was refused as no request, by reason.
    package var faults: [String: Int] = [:]
    /// Heads and bodies that did not arrive in time.
    package var timeouts = 0
    /// Connections closed because the peer did not take its answers.
    package var writeStalls = 0
    /// Connections closed because no request came.
    package var idleTimeouts = 0
    /// Connections closed because the body of a request that was answered already was late, too
    /// large or faulty.
    package var bodiesCutOff = 0
    /// Times a request was not looked at until the peer took the answers to those before it.
    package var pipelinesHeld = 0
    /// Requests parked now.
    package var parked = 0
    /// Streams open now.
    package var streams = 0

    package init() {}
}
