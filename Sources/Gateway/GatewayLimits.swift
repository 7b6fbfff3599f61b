// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer

/// What HTTP clients may ask of a gateway, each and together.
package struct GatewayLimits: Equatable, Sendable {
    /// Connections open at once; above it 503 and close.
    package var connections: Int = 10_000
    /// Of those, from one IP address; above it 503 and close, and 0 is any number.
    package var connectionsPerAddress: Int = 0
    /// From the first byte of a head to its last; then 408.
    package var headerTimeout: Duration
    /// Between two bytes of a body; then 408.
    package var bodyProgressTimeout: Duration
    /// From the end of the head to the last byte of the body; then 408, however it dripped.
    package var bodyTimeout: Duration
    /// Without a request; then the connection is closed.
    package var idleTimeout: Duration
    /// Without the peer taking a byte of what waits for it; then the connection is closed.
    package var writeTimeout: Duration
    /// Answers that may wait to be written before the next request is looked at.
    package var pipelined: Int
    /// Bytes of the request line without its line end; above it 414.
    package var requestLineBytes: Int
    /// Fields in a head, and in a trailer section; above it 431.
    package var fields: Int
    /// Bytes of all field lines of a head, and of a trailer section; above it 431.
    package var headerBytes: Int
    /// Bytes of a body once its chunks are joined; above it 413.
    package var bodyBytes: Int

    /// The server's own.
    package init() {
        let own = HTTPLimits()
        headerTimeout = own.headTime
        bodyProgressTimeout = own.bodyProgress
        bodyTimeout = own.bodyTime
        idleTimeout = own.idle
        writeTimeout = own.writeStall
        pipelined = own.pipelined
        requestLineBytes = own.requestLineBytes
        fields = own.fields
        headerBytes = own.fieldBytes
        bodyBytes = own.bodyBytes
    }

    func apply(to settings: inout ServerSettings) {
        settings.connections = connections
        settings.connectionsPerAddress = connectionsPerAddress
        settings.limits.headTime = headerTimeout
        settings.limits.bodyProgress = bodyProgressTimeout
        settings.limits.bodyTime = bodyTimeout
        settings.limits.idle = idleTimeout
        settings.limits.writeStall = writeTimeout
        settings.limits.pipelined = pipelined
        settings.limits.requestLineBytes = requestLineBytes
        settings.limits.fields = fields
        settings.limits.fieldBytes = headerBytes
        settings.limits.bodyBytes = bodyBytes
    }
}
