// SPDX-License-Identifier: Apache-2.0

/// What one frame read from a stream may announce and hold; see ``WireLimits`` for the sources.
package struct StreamLimits: Hashable, Sendable {
    /// Members in one push/pull.
    package var members = WireLimits.pushPullMembers
    /// Bytes of application state in one push/pull.
    package var userStateBytes = WireLimits.userStateBytes
    /// Bytes of one user message.
    package var userMessageBytes = WireLimits.userMessageBytes
    /// Bytes of one frame, unwrapped.
    package var frameBytes = WireLimits.streamFrameBytes
    /// Bytes of one compress object.
    package var compressedBytes = WireLimits.streamCompressedBytes
    /// Bytes of one encryption envelope.
    package var envelopeBytes = WireLimits.streamEnvelopeBytes
    /// Bytes of one header, ping or ack.
    package var headerBytes = WireLimits.streamHeaderBytes
    /// Bytes of the text in one err frame.
    package var errorTextBytes = WireLimits.errorTextBytes

    package init() {}
}
