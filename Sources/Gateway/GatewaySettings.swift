// SPDX-License-Identifier: Apache-2.0

import Reactor

/// How a node is to be offered over HTTP.
package struct GatewaySettings: Sendable {
    package enum Listen: Sendable, Equatable {
        /// `host` is an IP literal without brackets; port 0 lets the system choose.
        case tcp(host: String, port: UInt16)
        /// The path of a unix socket, at most 107 bytes; its file gets mode 0600.
        case unix(path: String)
        /// The number of a descriptor that listens already.
        case passed(Int32)
    }

    package var listen: Listen = .tcp(host: "127.0.0.1", port: 8946)
    /// One of these a client must show as `Authorization: Bearer …`; none: nothing.
    package var tokens: [BearerToken] = []
    /// What clients may do, whatever token they show.
    package var allowed = Set(Permission.allCases)
    /// Let anybody in on an address that is not loopback, without a token.
    package var insecure = false
    /// Host names under which this node may be addressed, besides its own.
    package var hosts: [String] = []
    /// Threads that serve HTTP, 1 to 64.
    package var threads = 1
    package var limits = GatewayLimits()
    /// Tell the cluster in the node's metadata where the API listens, if others can reach it.
    package var announces = false
    /// Tell the cluster there that the node has lanes.
    package var hasLanes = false
    /// Of the program, for `GET /self`.
    package var version: String

    package init(version: String) { self.version = version }

    /// Whether no name, only a path, leads to the API.
    var isUnix: Bool {
        switch listen {
        case .tcp: return false
        case .unix: return true
        case .passed(let number):
            if case .unix? = try? ListeningSocket.address(ofPassed: number) { return true }
            return false
        }
    }
}
