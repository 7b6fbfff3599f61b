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
    func perform(_ number: UInt64, _ action: Passage.Action) {
        guard !isClosed, let passage, number == exchange else { return }
        connection.borrow(from: &server.buffers)
        passage.progress(at: now)
        switch action {
        case .want(let bytes):
            connection.want(bytes, at: now)
            pump(.wait)
        case .respond(let response):
            guard !passage.hasBegun else { return breakOff() }
            self.passage = nil
            pump(respond(response, passage.note))
        case .begin(let head, let length):
            guard !passage.hasBegun else { return }
            begin(passage, head, length)
        case .write(let content):
            guard passage.hasBegun else { return }
            passage.unsent += content.count
            connection.send(content[...], at: now)
            pump(.wait)
        case .end(let trailers):
            guard passage.hasBegun else { return breakOff() }
            self.passage = nil
            pump(connection.endStream(trailers: trailers, closes: false, at: now))
        case .fail:
            return breakOff()
        }
        settle()
    }

    private func begin(_ passage: OpenPassage, _ head: Response, _ length: Int?) {
        passage.hasBegun = true
        passage.deadline = nil
        count(head.status, bytes: length ?? 0, passage.note)
        let effect = connection.stream(answer(head, passage.note), length: length, at: now)
        // Without content the answer is over.
        if !connection.isStreaming { self.passage = nil }
        pump(effect)
    }

    /// The answer cannot go on, or cannot begin.
    private func breakOff() {
        guard let passage else { return }
        if passage.hasBegun {
            self.passage = nil
            connection.breakStream(at: now)
            pump(.wait)
            settle()
        } else {
            close()
        }
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
