// SPDX-License-Identifier: Apache-2.0

import Membership

extension ParticipantHooks {
    /// The application's questions in the words of the public face.
    init(_ hooks: NodeHooks, clock: WallClockOffset) {
        self.init()
        if let refusesMember = hooks.refusesMember {
            self.refusesMember = { refusesMember(Member($0, clock: clock))?.reason }
        }
        if let refusesMerge = hooks.refusesMerge {
            self.refusesMerge = { members in
                refusesMerge(members.map { Member($0, clock: clock) })?.reason
            }
        }
        ackPayload = hooks.ackPayload
    }
}
