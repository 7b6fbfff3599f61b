// SPDX-License-Identifier: Apache-2.0

/// Puts a frame together from its unwrapped bytes, as they arrive: type byte, objects, raw bytes.
struct FrameAssembler {
    /// What is waited for.
    private enum Stage {
        /// Next: the stage that the type asks for.
        case type
        /// The whole body of a ping, an ack or an err; nothing comes next.
        case object(MessageType)
        /// Next: `userBytes`.
        case userHeader
        case userBytes(Int)
        /// Next: `states`.
        case pushPullHeader
        /// Next: `states` until none is left, then `userState`.
        case states(left: Int)
        case userState
        /// Next: `laneContent`.
        case laneLength
        case laneContent(Int)
    }

    private enum Step {
        case needsMore
        case took(Int)
        case complete(StreamFrame)
    }

    private let side: StreamDecoder.Side
    private let limits: StreamLimits
    private var stage = Stage.type
    private var scanner = ObjectScanner()
    /// Bytes of the frame taken so far.
    private var taken = 0
    private var header = PushPullHeader.zero
    private var nodes: [PushNodeState] = []

    init(side: StreamDecoder.Side, limits: StreamLimits) {
        self.side = side
        self.limits = limits
    }

    /// Whether the type byte has been taken, and was that of a push/pull.
    var isReadingPushPull: Bool {
        switch stage {
        case .pushPullHeader, .states, .userState: true
        case .type, .object, .userHeader, .userBytes, .laneLength, .laneContent: false
        }
    }

    /// Takes as much as it can, moving `offset` over it; `nil` while more is needed.
    ///
    /// Everything that has not been taken yet must still be in `bytes`, from `offset` on.
    mutating func advance(
        over bytes: [UInt8],
        from offset: inout Int
    ) throws(StreamError) -> StreamFrame? {
        try bytes.span.bytes.withUnsafeBytes { (bytes) throws(StreamError) in
            while true {
                switch try step(UnsafeRawBufferPointer(rebasing: bytes[offset...])) {
                case .needsMore: return nil
                case .took(let count):
                    taken += count
                    offset += count
                case .complete(let frame): return frame
                }
            }
        }
    }

    private mutating func step(_ bytes: UnsafeRawBufferPointer) throws(StreamError) -> Step {
        switch stage {
        case .type: try begin(bytes)
        case .object(let type): try object(bytes, of: type)
        case .userHeader: try userHeader(bytes)
        case .userBytes(let count):
            bytes.count < count ? .needsMore : .complete(.user([UInt8](bytes[..<count])))
        case .pushPullHeader: try pushPullHeader(bytes)
        case .states(let left): try state(bytes, left: left)
        case .userState: userState(bytes)
        case .laneLength: try laneLength(bytes)
        case .laneContent(let count):
            bytes.count < count ? .needsMore : .complete(.lane([UInt8](bytes[..<count])))
        }
    }

    private mutating func begin(_ bytes: UnsafeRawBufferPointer) throws(StreamError) -> Step {
        guard let first = bytes.first else { return .needsMore }
        guard first != LaneOpening.type else {
            stage = .laneLength
            return .took(1)
        }
        stage =
            switch (MessageType(rawValue: first), side) {
            case (.pushPull, _): .pushPullHeader
            case (.user, .acceptor): .userHeader
            case (.ping, .acceptor): .object(.ping)
            case (.ack, .dialer): .object(.ack)
            case (.error, .dialer): .object(.error)
            default: throw .unknownType(first)
            }
        return .took(1)
    }

    private mutating func object(
        _ bytes: UnsafeRawBufferPointer,
        of type: MessageType
    ) throws(StreamError) -> Step {
        switch type {
        case .ping:
            guard let (ping, _) = try body(bytes, Ping.self, of: type) else { return .needsMore }
            return .complete(.ping(ping))
        case .ack:
            guard let (ack, _) = try body(bytes, Ack.self, of: type) else { return .needsMore }
            return .complete(.ack(ack))
        default:
            guard let (error, _) = try body(bytes, ErrorText.self, of: type) else {
                return .needsMore
            }
            return .complete(.error(error.text))
        }
    }

    private mutating func userHeader(_ bytes: UnsafeRawBufferPointer) throws(StreamError) -> Step {
        guard let (header, length) = try body(bytes, UserMessageHeader.self, of: .user) else {
            return .needsMore
        }
        try check(header.length, of: .userMessage, limit: limits.userMessageBytes)
        stage = .userBytes(header.length)
        return .took(length)
    }

    private mutating func pushPullHeader(
        _ bytes: UnsafeRawBufferPointer
    ) throws(StreamError) -> Step {
        guard let (header, length) = try body(bytes, PushPullHeader.self, of: .pushPull) else {
            return .needsMore
        }
        try check(header.nodes, of: .members, limit: limits.members)
        try check(header.userStateLength, of: .userState, limit: limits.userStateBytes)
        self.header = header
        stage = .states(left: header.nodes)
        return .took(length)
    }

    private mutating func state(
        _ bytes: UnsafeRawBufferPointer,
        left: Int
    ) throws(StreamError) -> Step {
        guard left > 0 else {
            stage = .userState
            return .took(0)
        }
        guard let (node, length) = try body(bytes, PushNodeState.self, of: .pushPull) else {
            return .needsMore
        }
        nodes.append(node)
        stage = .states(left: left - 1)
        return .took(length)
    }

    private func userState(_ bytes: UnsafeRawBufferPointer) -> Step {
        guard bytes.count >= header.userStateLength else { return .needsMore }
        let userState = [UInt8](bytes[..<header.userStateLength])
        return .complete(
            .pushPull(PushPull(join: header.join, nodes: nodes, userState: userState))
        )
    }

    private mutating func laneLength(_ bytes: UnsafeRawBufferPointer) throws(StreamError) -> Step {
        guard bytes.count >= 2 else { return .needsMore }
        let count = Int(bytes[0]) << 8 | Int(bytes[1])
        try check(count, of: .laneOpening, limit: LaneOpening.contentBytes)
        stage = .laneContent(count)
        return .took(2)
    }

    private func check(
        _ announced: Int,
        of length: StreamError.Length,
        limit: Int
    ) throws(StreamError) {
        guard announced >= 0, announced <= limit else {
            throw .lengthRefused(length, announced: announced, limit: limit)
        }
    }

    /// One object and its length in bytes, `nil` until all of it is here.
    private mutating func body<Body: MessageBody>(
        _ bytes: UnsafeRawBufferPointer,
        _: Body.Type,
        of type: MessageType
    ) throws(StreamError) -> (Body, Int)? {
        do {
            let limit = objectLimit
            guard let length = try scanner.advance(over: bytes, limit: limit) else { return nil }
            scanner = ObjectScanner()
            var reader = MessagePackReader(UnsafeRawBufferPointer(rebasing: bytes[..<length]))
            return (try reader.structure(), length)
        } catch {
            throw .malformed(type, error)
        }
    }

    /// A state may be as large as what is left of the frame, for its metadata may; nothing else.
    private var objectLimit: Int {
        switch stage {
        case .states: limits.frameBytes - taken
        case .object(.error): limits.errorTextBytes + 16
        default: limits.headerBytes
        }
    }
}
