// SPDX-License-Identifier: Apache-2.0

package import Messaging

/// One call between two nodes, as one of its ends holds it; any thread may use it.
///
/// What does not fit the state of the call, or comes after its end, is ignored: the other side may
/// have ended it meanwhile.
package struct Exchange: Sendable {
    package enum Action: Sendable, Equatable {
        /// Of whom is called, once. `body` is the body, or its beginning when `isStreamed`. With
        /// another status than `ok`, words for people.
        case reply(LaneStatus, body: [UInt8], isStreamed: Bool)
        /// More of a streamed body of one's own: of the call for who calls, of the reply for who
        /// is called. `CallEvent.taken` says how much of it is on its way; no more than
        /// `Exchange.writeWindow` bytes may be written and not taken.
        case write([UInt8], isLast: Bool)
        /// So many bytes of the other side's body have been dealt with: as many more may come.
        case consume(Int)
        /// No more is wanted of the other side's body, and the call goes on.
        case stop(LaneStatus)
        /// Gives the call up; no event follows.
        case cancel(LaneStatus)
    }

    /// Bytes of one body that may be written and not taken yet; beyond, the call is cancelled.
    package static let writeWindow = 512 << 10

    private let handle: @Sendable (Action) -> Void

    package init(_ handle: @escaping @Sendable (Action) -> Void) { self.handle = handle }

    package func perform(_ action: Action) { handle(action) }
}
