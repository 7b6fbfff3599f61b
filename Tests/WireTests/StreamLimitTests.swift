// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Wire

/// Every bound of a stream, just kept and just passed, and who is told about it.
@Suite struct StreamLimitTests {
    private func outcome(
        _ bytes: [UInt8],
        side: StreamDecoder.Side = .acceptor,
        limits: StreamLimits = StreamLimits()
    ) -> Result<StreamFrame?, StreamError> {
        var decoder = StreamDecoder(side: side, limits: limits)
        do {
            return .success(try decoder.receive(bytes))
        } catch {
            #expect((try? decoder.receive([1, 2, 3])) == .some(nil), "an error is said once")
            #expect(throws: Never.self) { try decoder.receiveEnd() }
            return .failure(error)
        }
    }

    private func pushPullHeader(nodes: Int, userState: Int) -> [UInt8] {
        PushPullHeader(nodes: nodes, userStateLength: userState, join: true)
            .encoded(as: .pushPull)
    }

    @Test(arguments: [1 << 20, (1 << 20) + 1, -1, Int.max, Int.min])
    func `a push/pull announces so many members and no more`(nodes: Int) {
        let result = outcome(pushPullHeader(nodes: nodes, userState: 0))
        if nodes == WireLimits.pushPullMembers {
            #expect(result == .success(nil))
        } else {
            let error = StreamError.lengthRefused(.members, announced: nodes, limit: 1 << 20)
            #expect(result == .failure(error))
            #expect(!error.deservesReply)
        }
    }

    @Test(arguments: [20 << 20, (20 << 20) + 1, -1, Int.max])
    func `a push/pull announces so much application state and no more`(count: Int) {
        let result = outcome(pushPullHeader(nodes: 0, userState: count))
        let error = StreamError.lengthRefused(.userState, announced: count, limit: 20 << 20)
        #expect(result == (count == 20 << 20 ? .success(nil) : .failure(error)))
    }

    @Test(arguments: [20 << 20, (20 << 20) + 1, -1, Int.max])
    func `a user message announces so many bytes and no more`(count: Int) {
        let result = outcome(UserMessageHeader(length: count).encoded(as: .user))
        let error = StreamError.lengthRefused(.userMessage, announced: count, limit: 20 << 20)
        #expect(result == (count == 20 << 20 ? .success(nil) : .failure(error)))
    }

    @Test func `a compress object is refused by its header alone`() {
        let head: [UInt8] = [9, 0x82, 0xA4] + "Algo".utf8 + [0, 0xA3] + "Buf".utf8
        // Announced lengths, less what precedes the content: map, keys, algorithm, length.
        let most = WireLimits.streamCompressedBytes - 16
        func announcing(_ count: Int) -> [UInt8] {
            head + [0xDB] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) }
        }
        #expect(outcome(announcing(most)) == .success(nil))
        let error = StreamError.decompression(
            .malformed(.tooLarge(limit: WireLimits.streamCompressedBytes))
        )
        #expect(outcome(announcing(most + 1)) == .failure(error))
        #expect(outcome(announcing(Int(UInt32.max))) == .failure(error))
        #expect(error.deservesReply)
    }

    @Test func `a frame unfolds to so many bytes and no more`() {
        var limits = StreamLimits()
        limits.frameBytes = 1_000
        func frame(_ count: Int) -> [UInt8] {
            let frame = StreamFrame.user([UInt8](repeating: 0, count: count - 16))
            #expect(frame.encoded().count == count)
            return StreamEncoder(compression: true).reply(frame)
        }
        #expect(throws: Never.self) { try outcome(frame(1_000), limits: limits).get() }
        let error = StreamError.decompression(.tooLarge(limit: 1_000))
        #expect(outcome(frame(1_001), limits: limits) == .failure(error))
        #expect(error.deservesReply)
    }

    @Test func `no frame folds tighter than the ratio, and what does is a bomb`() throws {
        // As many zeros as one table of codes can stand for: the tightest that folding gets.
        let limit = WireLimits.streamDecompressionRatio
        let zeros = [UInt8](repeating: 0, count: 3_838 * 3_839 / 2)
        let folded = LZWEncoder.encode(zeros)
        #expect((1_350...limit).contains(zeros.count / folded.count))
        let unfolded = try LZWDecoder.decode(folded, limit: limit * folded.count)
        #expect(unfolded.count == zeros.count)

        // A full table and no clear: the longest string, again and again.
        var bomb = BitWriter()
        bomb.write(256, 9)
        bomb.write(0, 9)
        for code in 258..<4_096 { bomb.write(code, Int.bitWidth - code.leadingZeroBitCount) }
        for _ in 0..<4_000 { bomb.write(4_095, 12) }
        let message = CompressedMessage(algorithm: 0, buffer: bomb.bytes).encoded(as: .compress)
        let error = StreamError.decompression(.ratioExceeded(limit: limit))
        #expect(outcome(message) == .failure(error))
        #expect(error.reason == "decompression-ratio")
    }

    @Test func `a folded frame holds no folded frame`() {
        let frame = StreamFrame.user([1, 2, 3]).encoded()
        let twice = CompressedMessage.around(CompressedMessage.around(frame))
        #expect(outcome(twice) == .failure(.unknownType(9)))
    }

    @Test func `a state is no larger than the rest of its frame`() {
        var limits = StreamLimits()
        limits.frameBytes = 1_000
        var state = PushNodeState.zero
        state.metadata = [UInt8](repeating: 0, count: 500)
        func frame(_ states: Int) -> [UInt8] {
            let nodes = [PushNodeState](repeating: state, count: states)
            return PushPull(join: false, nodes: nodes).encoded()
        }
        #expect(throws: Never.self) { try outcome(frame(1), limits: limits).get() }
        let left = 1_000 - frame(1).count
        let error = StreamError.malformed(.pushPull, .tooLarge(limit: left))
        #expect(outcome(frame(2), limits: limits) == .failure(error))
    }

    @Test func `a ping is no larger than a datagram could carry`() {
        func ping(_ count: Int) -> [UInt8] {
            let name = MemberName(String(repeating: "n", count: count))
            return Ping(sequenceNumber: 1, node: name).encoded()
        }
        // What a ping has besides the name: map, two keys, the name's length, the number.
        let most = WireLimits.streamHeaderBytes - 18
        #expect(throws: Never.self) { try outcome(ping(most)).get() }
        let error = DecodeError.tooLarge(limit: WireLimits.streamHeaderBytes)
        #expect(outcome(ping(65_540)) == .failure(.malformed(.ping, error)))
    }

    @Test func `an err frame is cut to what a peer accepts, at a character's end`() throws {
        let text = String(repeating: "é", count: 40_000)
        let written = StreamEncoder(compression: false).reply(.error("x" + text))
        guard case .success(.error(let read)?) = outcome(written, side: .dialer) else {
            Issue.record("an err frame that we write is one that we read")
            return
        }
        #expect(("x" + text).hasPrefix(read))
        #expect(read.utf8.count == WireLimits.errorTextBytes - 1)

        let long = ErrorText(text: "x" + text).encoded(as: .error)
        let error = DecodeError.tooLarge(limit: WireLimits.errorTextBytes + 16)
        #expect(outcome(long, side: .dialer) == .failure(.malformed(.error, error)))
    }

    @Test func `an empty folded frame is an error that is told`() {
        let bytes = CompressedMessage.around([])
        #expect(outcome(bytes) == .failure(.emptyFrame))
        #expect(StreamError.emptyFrame.deservesReply)
    }

    @Test func `an encrypted frame is an error that is told`() {
        #expect(outcome([10, 0, 0, 0, 40]) == .failure(.encrypted))
        #expect(StreamError.encrypted.deservesReply)
    }

    @Test func `a frame is unfolded once`() {
        let twice = CompressedMessage.around(CompressedMessage.around([8]))
        #expect(outcome(twice) == .failure(.unknownType(9)))
    }

    @Test func `a folded frame that is cut short is malformed`() {
        let frame = StreamFrame.user([1, 2, 3]).encoded()
        let folded = CompressedMessage.around([UInt8](frame.dropLast()))
        let error = StreamError.malformed(.compress, .truncated(at: frame.count - 1))
        #expect(outcome(folded) == .failure(error))
        #expect(!error.deservesReply)
    }

    @Test func `each side takes only what the other may say`() {
        let requests: [StreamFrame] = [.ping(.zero), .user([1])]
        let answers: [StreamFrame] = [.ack(.zero), .error("no")]
        let both = [StreamFrame.pushPull(PushPull(join: true, nodes: [])), .lane([1, 2])]
        for frame in requests + both {
            #expect(outcome(frame.encoded()) == .success(frame))
        }
        for frame in answers + both {
            #expect(outcome(frame.encoded(), side: .dialer) == .success(frame))
        }
        for frame in answers {
            #expect(outcome(frame.encoded()) == .failure(.unknownType(frame.encoded()[0])))
        }
        for frame in requests {
            let refused = StreamError.unknownType(frame.encoded()[0])
            #expect(outcome(frame.encoded(), side: .dialer) == .failure(refused))
        }
        for type in [1, 3, 4, 5, 7, 11, 12, 14, 113, 255] as [UInt8] {
            #expect(outcome([type]) == .failure(.unknownType(type)))
        }
        #expect(outcome([0xF4, 1, 0x61], side: .dialer) == .failure(.unknownType(0xF4)))
    }

    @Test func `a broken label closes without a word`() {
        #expect(outcome([0xF4, 0]) == .failure(.labelMalformed))
        #expect(outcome([0xF4, 3, 0x61]) == .success(nil))
        #expect(!StreamError.labelMalformed.deservesReply)
        #expect(!StreamError.labelMismatch.deservesReply)
    }

    @Test func `a huge exchange in small pieces is read in one pass`() throws {
        var random = SeededGenerator(seed: 11)
        let nodes = (0..<3_000).map { _ in random.nodeState() }
        let frame = StreamFrame.pushPull(PushPull(join: false, nodes: nodes, userState: [9]))
        for compression in [false, true] {
            let bytes = StreamEncoder(compression: compression).request(frame)
            var decoder = StreamDecoder(side: .acceptor)
            var read: StreamFrame?
            for start in stride(from: 0, to: bytes.count, by: 16) {
                read = try decoder.receive([UInt8](bytes[start..<min(bytes.count, start + 16)]))
            }
            #expect(read == frame)
        }
    }

    @Test func `an endless object byte by byte is looked at once`() throws {
        // One state with an unknown field: an array of two hundred thousand small maps.
        let count = 200_000
        var bytes = pushPullHeader(nodes: 1, userState: 0)
        bytes += [0x81, 0xA1, 0x7A, 0xDD] + [24, 16, 8, 0].map { UInt8(count >> $0 & 0xFF) }
        var decoder = StreamDecoder(side: .acceptor)
        #expect(try decoder.receive(bytes) == nil)
        for _ in 1..<count { #expect(try decoder.receive([0x80]) == nil) }
        let exchange = PushPull(join: true, nodes: [.zero])
        #expect(try decoder.receive([0x80]) == .pushPull(exchange))
    }

    @Test func `every reason has a name of its own`() {
        let errors: [StreamError] = [
            .labelMalformed, .labelMismatch, .encrypted, .decompression(.endCodeMissing),
            .emptyFrame, .unknownType(1), .malformed(.ping, .empty),
            .lengthRefused(.members, announced: 2, limit: 1), .ended(afterBytes: 1),
        ]
        #expect(Set(errors.map(\.reason)).count == errors.count)
        #expect(Set(errors.map(\.description)).count == errors.count)
    }
}

/// Codes, least significant bit first.
private struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var used = 8

    mutating func write(_ code: Int, _ width: Int) {
        for bit in 0..<width {
            if used == 8 {
                bytes.append(0)
                used = 0
            }
            bytes[bytes.count - 1] |= UInt8(code >> bit & 1) << used
            used += 1
        }
    }
}
