// SPDX-License-Identifier: Apache-2.0

/// The answer to `GET /probes`: the latest probe of each member.
package struct ProbesBody: Codable, Equatable, Sendable {
    /// In the order in which they ended.
    package var probes: [ProbeBody]
    /// The number of the last probe that has ended; to go on, ask for those after it.
    package var last: UInt64

    package init(probes: [ProbeBody], last: UInt64) {
        self.probes = probes
        self.last = last
    }
}
