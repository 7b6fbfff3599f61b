// SPDX-License-Identifier: Apache-2.0

package import HTTP1
import Reactor

/// One request to an upstream, under way; any thread may use it.
///
/// What comes after the end is ignored.
package struct UpstreamExchange: Sendable {
    let id: UInt64
    let remote: LoopRemote

    /// Sends more of the request's body; no more than `UpstreamSettings.writeWindow` bytes may be
    /// written and not be taken (`UpstreamEvent.taken`).
    package func write(_ content: [UInt8]) {
        guard !content.isEmpty else { return }
        perform { $0.write(content) }
    }

    /// There is no more of the request's body.
    package func finish(trailers: HeaderFields = HeaderFields()) {
        perform { $0.finish(trailers) }
    }

    /// So many bytes of the response's body have been dealt with: as many more may come.
    package func consume(_ count: Int) { perform { $0.consume(count) } }

    /// Gives it up and closes its connection; no event follows that is not on its way already.
    package func cancel() { perform { $0.cancel() } }

    private func perform(_ action: @escaping @Sendable (LiveExchange) -> Void) {
        let id = id
        remote.post { loop in
            (loop.resident as? UpstreamLoop)?.perform(id, action)
        }
    }
}
