// SPDX-License-Identifier: Apache-2.0

/// Why a lane does not take what an application gives it.
package enum LaneSendError: Error, Hashable, Sendable {
    /// A message, a method's name, or a body in one piece above its limit.
    case tooLarge(bytes: Int, limit: Int)
    /// As much is held as may be, or as many calls are under way; later there is room again.
    case full
    /// The call is over, was never made, or this does not belong to it now.
    case over
}
