// SPDX-License-Identifier: Apache-2.0

/// What a route is for, and so who may use it; admission decides by this before a body is read.
package enum RouteGroup: Sendable {
    /// For supervisors and load balancers: answered whoever asks.
    case open
    /// Shows something and changes nothing.
    case read
    /// Makes messages to others.
    case send
    /// Changes how this server, or what is behind it, works.
    case operate
}
