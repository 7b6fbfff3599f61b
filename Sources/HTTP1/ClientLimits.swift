// SPDX-License-Identifier: Apache-2.0

/// What a server may ask of the client: sizes in bytes, and times.
///
/// The body has no limit: whoever reads it holds it back.
package struct ClientLimits: Equatable, Sendable {
    /// Bytes of the status line without its end.
    package var statusLineBytes = 8 * 1024
    /// Fields in a head, and in a trailer section.
    package var fields = 128
    /// Bytes of all field lines of a head, and of a trailer section.
    package var fieldBytes = 32 * 1024
    /// Bytes of one chunk-size line with its extensions.
    package var chunkLineBytes = 1024
    /// Responses before the final one.
    package var interimResponses = 16
    /// From the last byte of the request, or from an interim response, to the last byte of the
    /// next head.
    package var headTime: Duration = .seconds(60)
    /// Without the server taking a byte of what waits for it.
    package var writeStall: Duration = .seconds(30)
    /// Between two bytes of a body that is read; `nil` waits for ever, as streams of events need.
    package var bodyProgress: Duration?
    /// Without a request; then the connection is closed.
    ///
    /// Less than servers wait, most of which close after 5 s or more: a request on a connection
    /// that is closed at that moment is lost.
    package var idle: Duration = .seconds(4)
    /// Bytes held of what came and was not asked for yet.
    package var readAheadBytes = 64 * 1024

    package init() {}

    /// For what requests and responses are read with.
    var parsing: HTTPLimits {
        var limits = HTTPLimits()
        limits.requestLineBytes = statusLineBytes
        limits.fields = fields
        limits.fieldBytes = fieldBytes
        limits.chunkLineBytes = chunkLineBytes
        limits.chunkOverheadBytes = .max
        limits.bodyBytes = .max
        return limits
    }
}
