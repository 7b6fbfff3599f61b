// SPDX-License-Identifier: Apache-2.0

/// The versions that are spoken here (RFC 9112 §2.3).
package enum HTTPVersion: Hashable, Sendable {
    case http10, http11
}
