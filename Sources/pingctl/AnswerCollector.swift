// SPDX-License-Identifier: Apache-2.0

/// The body of an answer as it comes in, up to a limit.
final class AnswerCollector {
    private(set) var bytes: [UInt8] = []
    /// More came than the limit allows.
    private(set) var isOverflowing = false
    /// When the last piece came.
    private(set) var heardAt: ContinuousClock.Instant?
    private let limitBytes: Int

    init(limitBytes: Int) { self.limitBytes = limitBytes }

    /// Answers whether the piece was taken.
    func append(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard piece.count <= limitBytes - bytes.count else {
            isOverflowing = true
            return false
        }
        bytes.append(contentsOf: piece)
        heardAt = .now
        return true
    }

    /// Gives away what is there; the limit counts anew.
    func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }
}
