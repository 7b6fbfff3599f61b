// SPDX-License-Identifier: Apache-2.0

import Reactor

/// A connection's socket, to be handed from one owner on a loop to another.
///
/// It is closed when the last of them lets go.
final class OwnedSocket {
    let socket: StreamSocket

    init(_ socket: consuming StreamSocket) { self.socket = socket }
}
