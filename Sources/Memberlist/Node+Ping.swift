// SPDX-License-Identifier: Apache-2.0

/// Asking whether one answers.
extension Node {
    /// Pings a member once, by packet, and returns the round-trip time (spec §11.4).
    ///
    /// Nothing follows from it for what the node believes of the member, which may be in any state.
    ///
    /// - Parameters:
    ///   - name: a member's name.
    ///   - timeout: how long to wait for the ack; `nil`: as long as a probe does.
    /// - Returns: the time from before the ping was sent until its ack was read.
    /// - Throws: when there is no answer.
    public func ping(
        _ name: String,
        timeout: Duration? = nil
    ) async throws(PingError) -> Duration {
        try await ping(.member(name), timeout)
    }

    /// Pings whoever is at `address`, an IP literal with a port, member or not.
    ///
    /// - Parameters:
    ///   - address: `ip:port`, IPv6 in brackets.
    ///   - name: who is expected there; another does not answer. Empty: anyone.
    ///   - timeout: as above.
    /// - Returns: the time from before the ping was sent until its ack was read.
    /// - Throws: when there is no answer.
    public func ping(
        address: String,
        expecting name: String = "",
        timeout: Duration? = nil
    ) async throws(PingError) -> Duration {
        try await ping(.address(address, name), timeout)
    }

    private func ping(
        _ target: PingTarget,
        _ timeout: Duration?
    ) async throws(PingError) -> Duration {
        let result: Result<Duration, PingError> = await Answer.wait(
            ifNodeEnds: .failure(.stopped),
            ifCancelled: .failure(.cancelled)
        ) { answer in
            post { $0.ping(target, timeout: timeout, answer) }
        }
        return try result.get()
    }
}

/// Whom to ping.
enum PingTarget: Sendable {
    case member(String)
    case address(String, _ name: String)
}
