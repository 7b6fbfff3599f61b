// SPDX-License-Identifier: Apache-2.0

/// What comes of a relayed message, in this order; `end` or `refusal` is the last.
package enum RelayEvent: Equatable, Sendable {
    case request(RelayedRequest)
    /// The body of the request is welcome.
    case goOn
    case response(RelayedResponse)
    case content([UInt8])
    case end(trailers: HeaderFields)
    case refusal(RelayRefusal)
}

/// Reads a relayed message from the body of a call or of its reply, which come in pieces.
///
/// What comes out does not depend on how the bytes were split, but for the pieces of content.
/// Holds no more than what was handed in last and one head.
package struct RelayReader: Sendable {
    package enum Kind: Equatable, Sendable {
        case request
        /// `isToHead` when HEAD was asked, so that no content follows whatever its head says.
        case response(isToHead: Bool)
    }

    private enum State: Equatable, Sendable {
        /// The first frame, or behind `goOn`.
        case head
        case body
        case done
    }

    private let kind: Kind
    private let limits: RelayLimits
    private var state = State.head
    private var hasGoneOn = false
    private var input: [UInt8] = []
    private var index = 0
    /// Bytes of the present frame of content that are still to come.
    private var contentLeft = 0
    /// Bytes of content that may still come; `nil`: any number.
    private var bodyLeft: Int?

    package init(_ kind: Kind, limits: RelayLimits = RelayLimits()) {
        self.kind = kind
        self.limits = limits
    }

    /// Whether the message is whole.
    package var isDone: Bool { state == .done }

    /// Bytes have come.
    package mutating func receive(_ bytes: [UInt8]) {
        if index == input.count {
            input = bytes
        } else {
            input.removeSubrange(..<index)
            input += bytes
        }
        index = 0
    }

    /// What is next, or `nil` while that has not come.
    package mutating func next() throws(RelayFault) -> RelayEvent? {
        if contentLeft > 0 { return takeContent() }
        guard input.count > index else { return nil }
        guard state != .done else { throw .incomplete }
        guard let type = RelayFrameType(rawValue: input[index]), mayCome(type) else {
            throw .unexpectedType
        }
        guard input.count - index >= RelayWriter.overhead else { return nil }
        let count = (1..<5).reduce(0) { $0 << 8 | Int(input[index + $1]) }
        if type == .content {
            index += RelayWriter.overhead
            try beginContent(count)
            return takeContent()
        }
        guard count <= limits.headBytes else { throw .tooLarge }
        guard input.count - index - RelayWriter.overhead >= count else { return nil }
        let start = index + RelayWriter.overhead
        index = start + count
        return try read(type, RelayCursor(Array(input[start..<start + count])))
    }

    /// There are no more bytes.
    package func finish() throws(RelayFault) {
        guard state == .done, index == input.count else { throw .incomplete }
    }

    private func mayCome(_ type: RelayFrameType) -> Bool {
        switch (type, state) {
        case (.content, .body), (.end, .body): true
        case (.request, .head): kind == .request
        case (.response, .head), (.refusal, .head): kind != .request
        case (.goOn, .head): kind != .request && !hasGoneOn
        default: false
        }
    }

    // MARK: Content

    private mutating func beginContent(_ count: Int) throws(RelayFault) {
        guard count > 0 else { throw .malformed }
        if let left = bodyLeft {
            guard count <= left else { throw .length }
            bodyLeft = left - count
        }
        contentLeft = count
    }

    private mutating func takeContent() -> RelayEvent? {
        let count = min(contentLeft, input.count - index)
        guard count > 0 else { return nil }
        contentLeft -= count
        defer { index += count }
        guard index > 0 || count < input.count else { return .content(input) }
        return .content(Array(input[index..<index + count]))
    }

    // MARK: Heads

    private mutating func read(
        _ type: RelayFrameType,
        _ contents: RelayCursor
    ) throws(RelayFault) -> RelayEvent {
        var cursor = contents
        let event: RelayEvent
        switch type {
        case .request:
            event = .request(try request(&cursor))
        case .response:
            event = .response(try response(&cursor))
        case .goOn:
            hasGoneOn = true
            event = .goOn
        case .refusal:
            guard let code = RelayRefusal.Code(rawValue: UInt8(try cursor.number(1))) else {
                throw .invalid
            }
            let sentence = String(decoding: cursor.rest(), as: UTF8.self)
            state = .done
            event = .refusal(RelayRefusal(code, sentence))
        case .end, .content:
            guard bodyLeft ?? 0 == 0 else { throw .length }
            state = .done
            event = .end(trailers: try cursor.fields(limits))
        }
        try cursor.finish()
        return event
    }

    private mutating func request(_ cursor: inout RelayCursor) throws(RelayFault) -> RelayedRequest
    {
        let flags = try cursor.number(1)
        guard flags <= 1 else { throw .malformed }
        let methodCount = Int(try cursor.number(1))
        let method = String(decoding: try cursor.take(methodCount), as: UTF8.self)
        let targetCount = Int(try cursor.number(2))
        let target = String(decoding: try cursor.take(targetCount), as: UTF8.self)
        let (kind, count) = try cursor.length()
        let length: ClientRequest.Length =
            switch kind {
            case 0: .none
            case 1: .known(count)
            default: .chunked
            }
        let head = RelayedRequest(
            HTTPMethod(method),
            target,
            fields: try cursor.fields(limits),
            length: length,
            expectsContinue: flags == 1
        )
        guard ClientRequest(head.method, target, fields: head.fields, length: length).isValid,
            target.utf8.first == UInt8(ascii: "/")
        else { throw .invalid }
        bodyLeft = kind == 2 ? nil : count
        state = .body
        return head
    }

    private mutating func response(
        _ cursor: inout RelayCursor
    ) throws(RelayFault) -> RelayedResponse {
        let code = try cursor.number(2)
        guard (200...599).contains(code) else { throw .invalid }
        let status = HTTPStatus(UInt16(code))
        let (kind, count) = try cursor.length()
        guard kind > 0 else { throw .malformed }
        let fields = try cursor.fields(limits)
        let length = kind == 1 ? count : nil
        let hasContent = status.allowsContent && self.kind != .response(isToHead: true)
        bodyLeft = hasContent ? length : 0
        state = .body
        return RelayedResponse(status, fields: fields, length: length)
    }
}
