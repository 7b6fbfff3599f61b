// SPDX-License-Identifier: Apache-2.0

/// Reads the one frame that a side says in a conversation, from pieces of any size (spec §6).
///
/// What is announced is checked against ``StreamLimits`` before it is waited for, and memory grows
/// only with bytes that have really arrived; unfolding a compressed frame is bounded too.
package struct StreamDecoder {
    /// Whose bytes are read.
    package enum Side: Sendable {
        /// We accepted: a request, after a label header.
        case acceptor
        /// We dialed: an answer, which has no label header.
        case dialer
    }

    /// Where in the frame's layers the decoder is, from outside in.
    private enum Stage {
        /// Next: `wrapper`.
        case label
        /// The byte that tells how the frame is wrapped. Next: `sealed`, `folded` or `content`.
        case wrapper
        /// Within an encrypted frame. Next: `closed`.
        case sealed
        /// Within a compress object. Next: `closed`.
        case folded
        /// Within an unwrapped frame. Next: `closed`.
        case content
        /// The frame is complete, or there has been an error: nothing more is read.
        case closed
    }

    /// Buffer bytes already taken that are put up with before they are dropped.
    private static let slack = 64 << 10

    private let labels: LabelPolicy
    private let encryption: Encryption?
    private let limits: StreamLimits
    private var stage: Stage
    private var buffer: [UInt8] = []
    /// Where in `buffer` begins what has not been taken.
    private var offset = 0
    private var received = 0
    private var scanner = ObjectScanner()
    private var assembler: FrameAssembler
    /// Whether more bytes came behind a lane's opening, before it was answered.
    package private(set) var hasEarlyBytes = false

    /// - Parameters:
    ///   - side: ours.
    ///   - label: at most 255 bytes; empty for none. Answers are bound to it too.
    ///   - encryption: `nil` without keys: then an encrypted frame is an error.
    ///   - skipInboundLabelCheck: whether an outer layer strips label headers before we see them.
    ///   - limits: what a frame may announce and hold.
    package init(
        side: Side,
        label: [UInt8] = [],
        encryption: Encryption? = nil,
        skipInboundLabelCheck: Bool = false,
        limits: StreamLimits = StreamLimits()
    ) {
        labels = LabelPolicy(label: label, skipsInboundCheck: skipInboundLabelCheck)
        self.encryption = encryption
        self.limits = limits
        stage = side == .acceptor ? .label : .wrapper
        assembler = FrameAssembler(side: side, limits: limits)
    }

    /// Whether nothing at all has been received.
    package var isEmpty: Bool { received == 0 }

    /// Whether what has arrived so far is the beginning of a push/pull.
    package var isReadingPushPull: Bool { stage != .closed && assembler.isReadingPushPull }

    /// The frame, once these bytes complete it; `nil` while more is needed.
    ///
    /// What follows the frame, or an error, is ignored.
    package mutating func receive(
        _ bytes: UnsafeRawBufferPointer
    ) throws(StreamError) -> StreamFrame? {
        guard stage != .closed else { return nil }
        received += bytes.count
        buffer.append(contentsOf: bytes)
        do {
            let frame = try advance()
            if case .lane(let content)? = frame { hasEarlyBytes = isFollowed(content) }
            if frame != nil { close() } else { compact() }
            return frame
        } catch {
            close()
            throw error
        }
    }

    package mutating func receive(_ bytes: [UInt8]) throws(StreamError) -> StreamFrame? {
        try bytes.span.bytes.withUnsafeBytes { (bytes) throws(StreamError) in try receive(bytes) }
    }

    /// The peer will say no more: an error within a frame, but not before its first byte.
    package mutating func receiveEnd() throws(StreamError) {
        guard stage != .closed else { return }
        close()
        guard received == 0 else { throw .ended(afterBytes: received) }
    }

    private mutating func advance() throws(StreamError) -> StreamFrame? {
        if stage == .label, try !takeLabel() { return nil }
        if stage == .wrapper, try !takeWrapper() { return nil }
        return switch stage {
        case .sealed: try takeSealed()
        case .folded: try takeFolded()
        case .content: try assembler.advance(over: buffer, from: &offset)
        case .label, .wrapper, .closed: nil
        }
    }

    /// Whether the label is complete, and right.
    private mutating func takeLabel() throws(StreamError) -> Bool {
        let labels = labels
        let reading = buffer.withUnsafeBytes { LabelHeader.read($0) }
        switch reading {
        case .incomplete: return false
        case .malformed: throw .labelMalformed
        case .absent: guard labels.admits([]) else { throw .labelMismatch }
        case .present(let range):
            guard labels.admits(buffer[range]) else { throw .labelMismatch }
            offset = range.upperBound
        }
        stage = .wrapper
        return true
    }

    private mutating func takeWrapper() throws(StreamError) -> Bool {
        guard offset < buffer.count else { return false }
        let type = MessageType(rawValue: buffer[offset])
        if type == .encrypt {
            guard encryption != nil else { throw .encrypted }
            stage = .sealed
            return true
        }
        guard encryption?.verifyIncoming != true else { throw .unencrypted }
        if type == .compress {
            offset += 1
            stage = .folded
        } else {
            stage = .content
        }
        return true
    }

    /// An envelope is read whole, then its content as one piece.
    private mutating func takeSealed() throws(StreamError) -> StreamFrame? {
        guard let plaintext = try openedEnvelope() else { return nil }
        guard let first = plaintext.first else { throw .emptyEnvelope }
        guard first == MessageType.compress.rawValue else {
            return try frame(in: plaintext, of: .encrypt)
        }
        // What follows takes the envelope's place.
        buffer = plaintext
        offset = 1
        guard let frame = try takeFolded() else {
            throw .malformed(.compress, .truncated(at: plaintext.count))
        }
        return frame
    }

    private func openedEnvelope() throws(StreamError) -> [UInt8]? {
        guard let encryption else { throw .encrypted }
        let (offset, limits, label) = (offset, limits, labels.label)
        return try buffer.span.bytes.withUnsafeBytes { (bytes) throws(StreamError) -> [UInt8]? in
            let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
            guard rest.count >= SealedFrame.headerBytes else { return nil }
            let length = SealedFrame.announcedLength(rest)
            guard length <= limits.envelopeBytes else {
                let limit = limits.envelopeBytes
                throw .lengthRefused(.envelope, announced: length, limit: limit)
            }
            let end = SealedFrame.headerBytes + length
            guard rest.count >= end else { return nil }
            let header = [UInt8](rest[..<SealedFrame.headerBytes])
            let envelope = UnsafeRawBufferPointer(rebasing: rest[header.count..<end])
            do throws(EnvelopeError) {
                return try encryption.cipher.open(envelope, associatedData: header + label)
            } catch {
                throw .encryption(error)
            }
        }
    }

    /// A compress object is read whole, then its content as one piece.
    private mutating func takeFolded() throws(StreamError) -> StreamFrame? {
        guard let folded = try foldedMessage() else { return nil }
        let content: [UInt8]
        do {
            content = try unfolded(folded)
        } catch {
            throw .decompression(error)
        }
        guard !content.isEmpty else { throw .emptyFrame }
        return try frame(in: content, of: .compress)
    }

    private func unfolded(
        _ folded: CompressedMessage
    ) throws(DecompressionError) -> [UInt8] {
        let byRatio = WireLimits.streamDecompressionRatio * folded.buffer.count
        do {
            return try folded.unfolded(limit: min(limits.frameBytes, byRatio))
        } catch {
            guard byRatio < limits.frameBytes, case .tooLarge = error else { throw error }
            throw .ratioExceeded(limit: WireLimits.streamDecompressionRatio)
        }
    }

    /// The frame that these unwrapped bytes are, all of them.
    private mutating func frame(
        in content: [UInt8],
        of wrapper: MessageType
    ) throws(StreamError) -> StreamFrame {
        var position = 0
        guard let frame = try assembler.advance(over: content, from: &position) else {
            throw .malformed(wrapper, .truncated(at: content.count))
        }
        return frame
    }

    private mutating func foldedMessage() throws(StreamError) -> CompressedMessage? {
        do {
            let limit = limits.compressedBytes
            let start = offset
            var scan = scanner
            defer { scanner = scan }
            return try buffer.span.bytes.withUnsafeBytes { (bytes) throws(DecodeError) in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
                guard let length = try scan.advance(over: rest, limit: limit) else { return nil }
                var reader = MessagePackReader(UnsafeRawBufferPointer(rebasing: rest[..<length]))
                return try reader.structure()
            }
        } catch {
            throw .decompression(.malformed(error))
        }
    }

    /// Drops what has been taken, once that is worth moving the rest for.
    private mutating func compact() {
        guard offset >= Self.slack, offset >= buffer.count / 2 else { return }
        buffer.removeFirst(offset)
        offset = 0
    }

    private func isFollowed(_ opening: [UInt8]) -> Bool {
        let rest = buffer[offset...]
        guard stage == .sealed else { return rest.count > opening.count }
        let length = rest.withUnsafeBytes { SealedFrame.announcedLength($0) }
        return rest.count > SealedFrame.headerBytes + length
    }

    private mutating func close() {
        stage = .closed
        buffer = []
        offset = 0
    }
}
