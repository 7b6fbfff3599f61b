// SPDX-License-Identifier: Apache-2.0

@testable import Wire

/// Any bytes, taken once as what is to be folded and once as what was folded by somebody.
enum LZWProperties {
    /// What hostile bytes may unfold to here.
    private static let limit = 64 << 10

    /// Throws what does not hold for this input.
    static func check(_ input: UnsafeRawBufferPointer) throws(BrokenProperty) {
        let bytes = [UInt8](input)
        try checkRoundTrip(bytes)
        guard let unfolded = try? LZWDecoder.decode(bytes, limit: limit) else { return }
        try hold(unfolded.count <= limit, "\(unfolded.count) bytes came out")
        try checkRoundTrip(unfolded)
        try checkLimit(unfolded.count, of: bytes)
    }

    private static func checkRoundTrip(_ bytes: [UInt8]) throws(BrokenProperty) {
        let folded = LZWEncoder.encode(bytes)
        let again = try? LZWDecoder.decode(folded, limit: bytes.count)
        try hold(again == bytes, "\(bytes.count) bytes come back changed")
        // Twelve bits at most for each byte; clear, end and a byte begun besides.
        try hold(
            folded.count <= bytes.count * 3 / 2 + bytes.count / 1_024 + 8,
            "folded: \(folded.count)"
        )
        try checkLimit(bytes.count, of: folded)
    }

    /// One byte less than is needed is not enough, and says so.
    private static func checkLimit(_ count: Int, of folded: [UInt8]) throws(BrokenProperty) {
        guard count > 0 else { return }
        let result = Result { () throws(DecompressionError) in
            try LZWDecoder.decode(folded, limit: count - 1)
        }
        try hold(result == .failure(.tooLarge(limit: count - 1)), "\(count) bytes: \(result)")
    }
}
