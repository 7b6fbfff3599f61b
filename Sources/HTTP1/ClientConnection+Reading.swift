// SPDX-License-Identifier: Apache-2.0

package import Determinism

/// From bytes to what comes of a request.
extension ClientConnection {
    /// What is next, or `nil` while that has not come.
    package mutating func next(at now: Instant) -> ClientEvent? {
        while true {
            if let failure { return fail(failure) }
            switch phase {
            case .idle, .closed:
                return nil
            case .head:
                guard let event = readHead(at: now) else { return nil }
                return event
            case .body:
                return readBody(at: now)
            }
        }
    }

    mutating func fail(_ failure: ClientFailure) -> ClientEvent? {
        self.failure = nil
        guard phase != .closed else { return nil }
        close()
        return .failed(failure)
    }

    private mutating func readHead(at now: Instant) -> ClientEvent? {
        guard consumed < input.count else { return peerHasEnded ? fail(.closed) : nil }
        let bytes = input
        let rest = bytes.span.extracting(consumed..<bytes.count)
        do throws(ResponseFault) {
            switch try parser.advance(rest, isToHead: isToHead, limits) {
            case .more: return peerHasEnded ? fail(.closed) : nil
            case .complete(let head, let count):
                consumed += count
                return try take(head, at: now)
            }
        } catch {
            return fail(.malformed(error))
        }
    }

    private mutating func take(
        _ head: ResponseHead,
        at now: Instant
    ) throws(ResponseFault) -> ClientEvent {
        guard head.status.code >= 200 else {
            guard head.status.code != 101 else { throw .upgrade }
            interimCount += 1
            guard interimCount <= limits.interimResponses else {
                throw .interimResponses(limit: limits.interimResponses)
            }
            parser = ResponseParser()
            since = now
            return .interim(head)
        }
        phase = .body
        keepsAlive = head.keepsAlive
        endsWithConnection = head.length == nil
        fault = nil
        reader =
            if let length = head.length {
                BodyReader(length, keepsTrailers: true)
            } else {
                .untilClose
            }
        return .head(head)
    }

    private mutating func readBody(at now: Instant) -> ClientEvent? {
        if consumed < input.count, fault == nil {
            let bytes = input
            consumed += advanceBody(bytes.span.extracting(consumed..<bytes.count))
        }
        let content = reader.takeBody()
        guard content.isEmpty else { return .body(content) }
        if let fault { return fail(.malformed(ResponseFault(fault, limits: limits))) }
        if reader.isComplete || (peerHasEnded && endsWithConnection) { return end(at: now) }
        return peerHasEnded ? fail(.closed) : nil
    }

    /// - Returns: how many of the bytes were taken.
    mutating func advanceBody(_ bytes: borrowing Span<UInt8>) -> Int {
        do throws(HTTPFault) {
            return try reader.advance(bytes, limits.parsing)
        } catch {
            fault = error
            return 0
        }
    }

    mutating func end(at now: Instant) -> ClientEvent {
        let trailers = reader.trailers
        // Bytes behind the response are of no request; a request that was not wanted whole leaves
        // the server in the middle of it.
        let isReusable =
            keepsAlive && sending == .done && output.isEmpty && consumed == input.count
            && !peerHasEnded
        guard isReusable else {
            close()
            return .end(trailers: trailers)
        }
        phase = .idle
        since = now
        input.removeAll(keepingCapacity: input.capacity <= limits.readAheadBytes)
        consumed = 0
        reader = BodyReader(.none)
        return .end(trailers: trailers)
    }

    mutating func close() {
        phase = .closed
        stopSending()
        input = []
        consumed = 0
        reader = BodyReader(.none)
    }
}
