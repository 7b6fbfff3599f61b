// SPDX-License-Identifier: Apache-2.0

/// What an upstream client has counted, and what is open now.
package struct UpstreamStatistics: Equatable, Sendable {
    /// Requests that were asked for.
    package var requests = 0
    /// Requests that ended with a whole response.
    package var completed = 0
    package var failed = 0
    /// Requests that were refused because too many were under way; they count as failed, too.
    package var overloaded = 0
    /// Requests that were sent again since a connection that had served before was closed.
    package var retried = 0
    /// Connections that were begun.
    package var connects = 0
    /// Connections that were not made.
    package var connectFailures = 0
    /// Connections that are open or being made.
    package var open = 0
    /// Connections that wait for a request.
    package var idle = 0
    /// Requests that wait for a connection.
    package var waiting = 0

    package init() {}
}
