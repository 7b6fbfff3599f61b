// SPDX-License-Identifier: Apache-2.0

import Memberlist

/// What became of tags that a configuration asks for.
package enum TagsOutcome: Equatable, Sendable {
    case told
    /// They are this node's now, but not everybody may have heard of them, and why.
    case toldToSome(String)
    /// The tags are what they were before, and why.
    case refused(String)

    init(_ failure: UpdateError?) {
        guard let failure else {
            self = .told
            return
        }
        self =
            switch failure {
            case .timedOut, .cancelled: .toldToSome("\(failure)")
            case .metadataTooLarge, .leaving, .stopped: .refused("\(failure)")
            }
    }
}
