// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Who is told of a call that comes, which is known only when the call has been told.
final class CallRelay: Sendable {
    private let told = Mutex<CallListener?>(nil)

    var listener: CallListener? { told.withLock { $0 } }

    func set(_ listener: CallListener?) { told.withLock { $0 = listener } }
}
