// SPDX-License-Identifier: Apache-2.0

import HTTPServer

/// What requests wait for at a gateway.
extension Topic {
    /// A new version of the member list.
    static let members = Topic(0)
    /// A message in the inbox.
    static let messages = Topic(1)
    /// An event in the log.
    static let events = Topic(2)
    /// A call that nobody has taken.
    static let calls = Topic(3)
}
