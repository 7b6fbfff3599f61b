// SPDX-License-Identifier: Apache-2.0

package import Wire

/// Why a push/pull was not merged; nothing of it was applied (spec §7).
package enum MergeRefusal: Error, Equatable, Sendable {
    /// The member speaks a protocol version that not all of the living understand.
    case protocolVersion(MemberName, UInt8, _ min: UInt8, _ max: UInt8)
    /// The same for the application's own version.
    case delegateVersion(MemberName, UInt8, _ min: UInt8, _ max: UInt8)
}
