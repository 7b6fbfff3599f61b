// SPDX-License-Identifier: Apache-2.0

/// One round of failure detection has ended.
package struct ProbeReport: Equatable, Sendable {
    /// As it was when the probe began.
    package let target: Member
    /// From the first ping to the verdict.
    package let duration: Duration
    /// The ack, when it came directly and within the probe's timeout.
    package let directAnswer: PingAnswer?
}
