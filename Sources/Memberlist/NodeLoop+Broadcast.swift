// SPDX-License-Identifier: Apache-2.0

import Determinism
import Logging
import Membership
import Reactor
import Wire

/// Broadcasts of the application, and those who wait for them.
extension NodeLoop {
    typealias BroadcastCompletion = (Result<BroadcastOutcome, BroadcastError>) -> Void

    /// A number for something that is asked of the participant.
    func nextRequest() -> RequestID {
        requests += 1
        return RequestID(rawValue: requests)
    }

    /// Gossips `payload`; `completion` is called once, perhaps at once.
    func broadcast(
        _ payload: [UInt8],
        name: String?,
        timeout: Duration,
        _ completion: @escaping BroadcastCompletion
    ) {
        let request = nextRequest()
        do throws(BroadcastRefusal) {
            let outputs = try participant.broadcast(
                payload,
                name: name.map { MemberName($0) },
                for: request
            )
            let timer = loop.schedule(at: loop.now + timeout) { [weak self] in
                guard let self else { return }
                broadcasts.take(request, on: loop)?(.failure(.timedOut))
            }
            broadcasts.add(request, timer: timer, completion)
            run(outputs)
        } catch {
            completion(Self.result(of: error).map { .nobodyElse })
        }
        settle()
    }

    /// Gossips `payload`, for nobody who waits.
    ///
    /// - Returns: how many members it may be told to.
    func queueBroadcast(_ payload: [UInt8]) -> Result<Int, BroadcastError> {
        defer { settle() }
        do throws(BroadcastRefusal) {
            run(try participant.broadcast(payload, for: nextRequest()))
            return .success(otherMembers().count)
        } catch {
            return Self.result(of: error).map { 0 }
        }
    }

    /// That there is nobody to tell is no failure.
    private static func result(of refusal: BroadcastRefusal) -> Result<Void, BroadcastError> {
        switch refusal {
        case .payloadTooLong(_, let limit): .failure(.payloadTooLarge(limit: limit))
        case .queueFull(let limit): .failure(.queueFull(limit: limit))
        case .nobodyToTell: .success(())
        }
    }

    func broadcastEnded(_ request: RequestID, _ ending: BroadcastEnding) {
        guard let resume = broadcasts.take(request, on: loop) else { return }
        switch ending {
        case .told: resume(.success(.told))
        case .replaced: resume(.success(.replaced))
        case .tooLong: resume(.failure(.payloadTooLarge(limit: participant.broadcastLimit)))
        }
    }

    // MARK: Serf

    /// Says in Serf's words that this node leaves on purpose; `completion` is called when that has
    /// been told, or `patience` is over (spec §22.2).
    func announceLeaveToSerf(patience: Duration, _ completion: @escaping () -> Void) {
        let intent = SerfIntent(time: serfClock.next(), node: participant.name)
        let payload = intent.encodedAsLeave()
        broadcast(payload, name: nil, timeout: patience) { [logger] result in
            if case .failure(let error) = result {
                guard error != .stopped else { return }
                logger.warning(
                    "Serf may show this node as failed: its intent to leave was not told",
                    metadata: ["reason": "\(error)"]
                )
            }
            completion()
        }
    }
}
