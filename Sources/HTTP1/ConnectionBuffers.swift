// SPDX-License-Identifier: Apache-2.0

/// Storage that connections of one loop borrow while bytes are in flight, so that an idle one
/// holds none.
package struct ConnectionBuffers: Sendable {
    var input: [UInt8] = []
    var output: [UInt8] = []
    var reading: [RequestReading] = []
    /// Bytes of storage worth keeping.
    private static let largest = 1024 * 1024

    package init() {}

    /// Takes storage back; what is oversized is given up.
    static func keep(_ bytes: inout [UInt8], in place: inout [UInt8]) {
        guard bytes.isEmpty, bytes.capacity > place.capacity else { return bytes = [] }
        place = bytes.capacity <= largest ? bytes : []
        bytes = []
    }
}
