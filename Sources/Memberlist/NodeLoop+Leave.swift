// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership
import Reactor

/// What an operator asks of a running node (spec §14).
extension NodeLoop {
    /// Says goodbye, and answers when the others have been told or time is up.
    func leave(timeout: Duration, _ answer: Answer<Result<Void, LeaveError>>) {
        waitingForLeave.append(answer)
        loop.schedule(at: loop.now + timeout) { answer.give(.failure(.timedOut)) }
        published.readiness = Node.Readiness(
            wantsToJoin: published.readiness.wantsToJoin,
            hasJoined: published.readiness.hasJoined,
            isLeaving: true
        )
        if settings.announcesLeaveToSerf, !participant.isLeaving {
            guard !isAnnouncingLeave else { return }
            isAnnouncingLeave = true
            // Half the time is for the goodbye itself.
            announceLeaveToSerf(patience: timeout / 2) { [weak self] in self?.sayGoodbye() }
        } else {
            sayGoodbye()
        }
    }

    private func sayGoodbye() {
        run(participant.leave(at: loop.now))
        settle()
    }

    /// Gossips new metadata, and answers when it has been told or time is up.
    func updateMetadata(
        _ bytes: [UInt8],
        timeout: Duration,
        _ answer: Answer<Result<Void, UpdateError>>
    ) {
        let request = nextRequest()
        do throws(UpdateRefusal) {
            let announced = settings.announced(bytes)
            let outputs = try participant.updateMetadata(announced, for: request, at: loop.now)
            let timer = loop.schedule(at: loop.now + timeout) { [weak self] in
                guard let self else { return }
                updates.take(request, on: loop)?(.failure(.timedOut))
            }
            updates.add(request, timer: timer) { answer.give($0) }
            run(outputs)
        } catch {
            switch error {
            case .metadataTooLong(let bytes, let limit):
                answer.give(.failure(.metadataTooLarge(bytes: bytes, limit: limit)))
            case .leaving: answer.give(.failure(.leaving))
            }
        }
        settle()
    }
}
