// SPDX-License-Identifier: Apache-2.0

package import Wire

/// Why a push/pull was not merged; nothing of it was applied (spec §7).
package enum MergeRefusal: Error, Equatable, Sendable {
    /// The member speaks a protocol version that not all of the living understand.
    case protocolVersion(MemberName, UInt8, _ min: UInt8, _ max: UInt8)
    /// The same for the application's own version.
    case delegateVersion(MemberName, UInt8, _ min: UInt8, _ max: UInt8)
    /// The application did not want it, and says why.
    case application(String)
}

extension MergeRefusal: CustomStringConvertible {
    /// For an operator, without a full stop.
    package var description: String {
        switch self {
        case .protocolVersion(let member, let spoken, let min, let max):
            Self.sentence(member, "protocol version", spoken, min, max)
        case .delegateVersion(let member, let spoken, let min, let max):
            Self.sentence(member, "delegate version", spoken, min, max)
        case .application(let reason): "the application refused them: \(reason)"
        }
    }

    private static func sentence(
        _ member: MemberName,
        _ kind: String,
        _ spoken: UInt8,
        _ min: UInt8,
        _ max: UInt8
    ) -> String {
        let all =
            min > max ? "no version suits all of the living" : "all understand \(min) to \(max)"
        return "\(member.text) speaks \(kind) \(spoken); \(all)"
    }
}
