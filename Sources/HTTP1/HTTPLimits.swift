// SPDX-License-Identifier: Apache-2.0

/// What one connection may ask of the server: sizes in bytes, times since the thing began.
package struct HTTPLimits: Equatable, Sendable {
    /// Bytes of the request line without its line end; above it 414.
    package var requestLineBytes = 8 * 1024
    /// Fields in a head, and in a trailer section; above it 431.
    package var fields = 100
    /// Bytes of all field lines of a head, and of a trailer section; above it 431.
    package var fieldBytes = 16 * 1024
    /// Bytes of a body once its chunks are joined; above it 413.
    package var bodyBytes = 1024 * 1024
    /// Bytes of one chunk-size line with its extensions; above it 400.
    package var chunkLineBytes = 256
    /// Bytes of all chunk-size lines of one body; above it 400.
    package var chunkOverheadBytes = 64 * 1024
    /// From the first byte of a head to its last; then 408.
    package var headTime: Duration = .seconds(10)
    /// Between two bytes of a body; then 408.
    package var bodyProgress: Duration = .seconds(10)
    /// From the end of the head to the last byte of the body; then 408, however it dripped.
    package var bodyTime: Duration = .seconds(60)
    /// Without a request; then the connection is closed.
    package var idle: Duration = .seconds(60)
    /// Without the peer taking a byte of what waits for it; then the connection is closed.
    package var writeStall: Duration = .seconds(30)
    /// How long a closed connection goes on reading, so that its last answer arrives.
    package var linger: Duration = .seconds(2)
    /// Answers that may wait to be written before the next request is looked at.
    package var pipelined = 128
    /// Bytes of answers that may wait to be written before the next request is looked at.
    package var unsentBytes = 64 * 1024
    /// Bytes read ahead while an answer is being made; more are left with the system.
    package var readAheadBytes = 16 * 1024

    package init() {}
}
