// SPDX-License-Identifier: Apache-2.0

/// Where a server listens.
package enum ListenAddress: Hashable, Sendable {
    /// `host` is an IPv4 or IPv6 literal without brackets; port 0 lets the system choose.
    case tcp(host: String, port: UInt16)
    /// The path of a unix socket, at most 107 bytes; its file gets mode 0600.
    case unix(path: String)
    /// The number of a descriptor that listens already; whoever opened it owns it.
    case passed(Int32)
}
