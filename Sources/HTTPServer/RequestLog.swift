// SPDX-License-Identifier: Apache-2.0

import Determinism
import HTTP1
import Logging
import Reactor

/// One request on its way to a line of the log, at debug.
///
/// The path stands there without its query, and no field does: those may hold secrets.
final class RequestLog {
    private let head: RequestHead
    private let began: Instant

    init(_ head: RequestHead) {
        self.head = head
        began = MonotonicClock.now
    }

    func write(_ status: HTTPStatus, bytes: Int, id: String, peer: String, to logger: Logger) {
        let (seconds, attoseconds) = (MonotonicClock.now - began).components
        let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        logger.debug(
            "request",
            metadata: [
                "id": "\(id)", "peer": "\(peer)", "method": "\(head.method.name)",
                "path": "\(head.path)", "status": "\(status.code)", "bytes": "\(bytes)",
                "us": "\(microseconds)",
            ]
        )
    }
}
