// SPDX-License-Identifier: Apache-2.0

/// Writes a body to the other side of a call, as fast as that reads it.
///
/// The body ends when the closure that was given the writer returns.
public struct CallBodyWriter: Sendable {
    let outlet: BodyOutlet

    /// Writes more of the body, and returns when at most 512 KiB of it are still to go out.
    ///
    /// - Parameter bytes: any number; one that writes from several tasks at once has them mixed.
    /// - Throws: why no more of it goes out; ``CallError/notWanted`` when the other side has had
    ///   enough, and the call goes on.
    public func write(_ bytes: [UInt8]) async throws(CallError) { try await outlet.write(bytes) }
}
