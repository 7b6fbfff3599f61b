// SPDX-License-Identifier: Apache-2.0

import Memberlist

/// A body that goes to the other end of a call, the beginning with the call or the reply and the
/// rest as the window lets it through.
struct BodyWriter: Sendable {
    /// What fits into the call or the reply itself.
    static let openingBytes = (64 << 10) - 512

    let opening: [UInt8]
    private var rest: ArraySlice<UInt8>
    private var underWay = 0

    init(_ body: [UInt8]) {
        opening = Array(body.prefix(Self.openingBytes))
        rest = body.dropFirst(Self.openingBytes)
    }

    /// Whether more than the opening is to be written.
    var isStreamed: Bool { !rest.isEmpty }

    /// So many bytes are on their way.
    mutating func taken(_ count: Int) { underWay -= min(count, underWay) }

    /// The other side wants no more.
    mutating func stop() { rest = [] }

    /// What may be written now, in one piece.
    mutating func next() -> Exchange.Action? {
        let piece = rest.prefix(Exchange.writeWindow - underWay)
        guard !piece.isEmpty else { return nil }
        rest = rest.dropFirst(piece.count)
        underWay += piece.count
        return .write(Array(piece), isLast: rest.isEmpty)
    }
}
