// SPDX-License-Identifier: Apache-2.0

/// The frames of a relayed message (docs/proxy.md): a type, four bytes of length, contents.
package enum RelayFrameType: UInt8, Sendable {
    case request = 1
    case response = 2
    case content = 3
    case end = 4
    case refusal = 5
    /// The body of the request is welcome.
    case goOn = 6
}

/// Puts a message into frames.
package enum RelayWriter {
    /// Bytes of a frame beside its contents.
    package static let overhead = 5

    /// - Returns: `nil` when a head or one of its parts is too large to travel.
    package static func request(
        _ head: RelayedRequest,
        limits: RelayLimits = RelayLimits()
    ) -> [UInt8]? {
        let method = head.method.name.utf8
        let target = head.target.utf8
        guard method.count <= 255, target.count <= 0xFFFF else { return nil }
        var body: [UInt8] = [head.expectsContinue ? 1 : 0, UInt8(method.count)]
        body += method
        append(UInt64(target.count), bytes: 2, to: &body)
        body += target
        switch head.length {
        case .none: append(kind: 0, 0, to: &body)
        case .known(let count): append(kind: 1, count, to: &body)
        case .chunked: append(kind: 2, 0, to: &body)
        }
        return append(head.fields, to: &body, limits) ? frame(.request, body) : nil
    }

    /// - Returns: `nil` when a head or one of its parts is too large to travel.
    package static func response(
        _ head: RelayedResponse,
        limits: RelayLimits = RelayLimits()
    ) -> [UInt8]? {
        var body: [UInt8] = []
        append(UInt64(head.status.code), bytes: 2, to: &body)
        append(kind: head.length == nil ? 2 : 1, head.length ?? 0, to: &body)
        return append(head.fields, to: &body, limits) ? frame(.response, body) : nil
    }

    /// `bytes` is not empty.
    package static func content(_ bytes: ArraySlice<UInt8>) -> [UInt8] { frame(.content, bytes) }

    /// Trailers that are too large to travel are left out: they may always be (RFC 9110 §6.5.1).
    package static func end(
        _ trailers: HeaderFields = HeaderFields(),
        limits: RelayLimits = RelayLimits()
    ) -> [UInt8] {
        var body: [UInt8] = []
        guard append(trailers, to: &body, limits) else { return end() }
        return frame(.end, body)
    }

    package static func refusal(_ refusal: RelayRefusal) -> [UInt8] {
        frame(.refusal, [refusal.code.rawValue] + Array(refusal.sentence.utf8))
    }

    package static var goOn: [UInt8] { frame(.goOn, []) }

    private static func frame(
        _ type: RelayFrameType,
        _ contents: some Collection<UInt8>
    ) -> [UInt8] {
        var frame: [UInt8] = []
        frame.reserveCapacity(overhead + contents.count)
        frame.append(type.rawValue)
        append(UInt64(contents.count), bytes: 4, to: &frame)
        frame.append(contentsOf: contents)
        return frame
    }

    private static func append(kind: UInt8, _ length: Int, to body: inout [UInt8]) {
        body.append(kind)
        append(UInt64(max(0, length)), bytes: 8, to: &body)
    }

    /// - Returns: whether they fit.
    private static func append(
        _ fields: HeaderFields,
        to body: inout [UInt8],
        _ limits: RelayLimits
    ) -> Bool {
        guard fields.entries.count <= min(limits.fields, 0xFFFF) else { return false }
        append(UInt64(fields.entries.count), bytes: 2, to: &body)
        for entry in fields.entries {
            guard entry.name.count <= 0xFFFF, entry.value.count <= 0xFFFF else { return false }
            append(UInt64(entry.name.count), bytes: 2, to: &body)
            append(UInt64(entry.value.count), bytes: 2, to: &body)
            body += fields.storage[entry.name]
            body += fields.storage[entry.value]
        }
        return body.count <= limits.headBytes
    }

    private static func append(_ number: UInt64, bytes: Int, to body: inout [UInt8]) {
        for index in (0..<bytes).reversed() {
            body.append(UInt8(truncatingIfNeeded: number >> (8 * UInt64(index))))
        }
    }
}
