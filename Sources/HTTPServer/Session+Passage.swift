// SPDX-License-Identifier: Apache-2.0

import HTTP1

/// Requests whose body is handed on while it comes.
extension Session {
    func begin(_ reply: consuming PassageReply, _ note: RequestNote) -> ServerEffect {
        switch consume reply {
        case .now(let response):
            return respond(response, note)
        case .open(let patience, let listener):
            passage = OpenPassage(listener, note, patience: patience, at: now)
            return .wait
        }
    }

    /// Does what a handler asks for, if the exchange of that number is still under way.
    func perform(_ number: UInt64, _ actions: [Passage.Action]) {
        guard !isClosed, let passage, number == exchange else { return }
        connection.borrow(from: &server.buffers)
        passage.progress(at: now)
        var effect = ServerEffect.wait
        for action in actions {
            effect = apply(action, passage)
            guard !isClosed else { return }
            if self.passage == nil { break }
        }
        pump(effect)
        settle()
    }

    private func apply(_ action: Passage.Action, _ passage: OpenPassage) -> ServerEffect {
        switch action {
        case .want(let bytes):
            connection.want(bytes, at: now)
        case .respond(let response):
            guard !passage.hasBegun else { return breakOff(passage) }
            self.passage = nil
            return respond(response, passage.note)
        case .begin(let head, let length):
            guard !passage.hasBegun else { return .wait }
            return begin(passage, head, length)
        case .write(let content):
            guard passage.hasBegun else { return .wait }
            passage.unsent += content.count
            connection.send(content[...], at: now)
        case .end(let trailers):
            guard passage.hasBegun else { return breakOff(passage) }
            self.passage = nil
            return connection.endStream(trailers: trailers, closes: false, at: now)
        case .fail:
            return breakOff(passage)
        }
        return .wait
    }

    private func begin(
        _ passage: OpenPassage,
        _ head: Response,
        _ length: Int?
    ) -> ServerEffect {
        passage.hasBegun = true
        passage.deadline = nil
        count(head.status, bytes: length ?? 0, passage.note)
        var answer = answer(head, passage.note)
        answer.isRelayed = true
        let effect = connection.stream(answer, length: length, at: now)
        // Without content the answer is over.
        if !connection.isStreaming { self.passage = nil }
        return effect
    }

    /// The answer cannot go on, or cannot begin.
    private func breakOff(_ passage: OpenPassage) -> ServerEffect {
        guard passage.hasBegun else {
            close()
            return .wait
        }
        self.passage = nil
        connection.breakStream(at: now)
        return .wait
    }

    /// Hands on what has come of the body.
    ///
    /// - Returns: what is to be done when it cannot be read.
    func handOn() -> ServerEffect {
        while let passage, !passage.hasEnded {
            guard connection.isTakingPieces else {
                passage.hasEnded = true
                passage.listener(.end(trailers: HeaderFields()))
                return .wait
            }
            switch connection.nextPiece(at: now) {
            case nil:
                return .wait
            case .content(let bytes):
                passage.progress(at: now)
                passage.listener(.content(bytes))
            case .end(let trailers):
                passage.progress(at: now)
                passage.hasEnded = true
                passage.listener(.end(trailers: trailers))
            case .failed(let fault):
                return giveUp(passage, fault)
            }
        }
        return .wait
    }

    private func giveUp(_ passage: OpenPassage, _ fault: HTTPFault) -> ServerEffect {
        guard passage.hasBegun else { return .refuse(fault) }
        self.passage = nil
        passage.listener(.left)
        connection.breakStream(at: now)
        return .wait
    }

    /// Tells the handler how much of its content is out.
    func tellTaken() {
        guard let passage, passage.unsent > 0 else { return }
        let left = min(passage.unsent, connection.unsentCount)
        guard left < passage.unsent else { return }
        let taken = passage.unsent - left
        passage.unsent = left
        passage.listener(.taken(taken))
    }

    /// The client is there no more, or what it sends is no request.
    func forgetPassage() {
        guard let passage else { return }
        self.passage = nil
        if !passage.hasBegun { countDeparture(passage.note) }
        passage.listener(.left)
    }

    /// Nothing has happened for too long.
    func checkPassage() {
        guard let passage, let deadline = passage.deadline, deadline <= now else { return }
        passage.deadline = nil
        passage.listener(.overdue)
    }
}
