// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership
import Reactor
import Wire

/// Pings that the application asks for (spec §11.4), and what probes tell it.
extension NodeLoop {
    func ping(
        _ target: PingTarget,
        timeout: Duration?,
        _ answer: Answer<Result<Duration, PingError>>
    ) {
        do throws(PingError) {
            let (endpoint, name) = try place(of: target)
            let request = nextRequest()
            do throws(PingRefusal) {
                let outputs = try participant.ping(
                    endpoint,
                    named: name,
                    for: request,
                    timeout: timeout ?? participant.settings.probeTimeout,
                    at: loop.now
                )
                pings[request] = answer
                run(outputs)
            } catch {
                switch error {
                case .tooMany(let limit): throw .tooMany(limit: limit)
                }
            }
        } catch {
            answer.give(.failure(error))
        }
        settle()
    }

    private func place(of target: PingTarget) throws(PingError) -> (Endpoint, MemberName) {
        switch target {
        case .member(let name):
            guard let member = participant[MemberName(name)] else { throw .unknownMember(name) }
            return (member.endpoint, member.name)
        case .address(let text, let name):
            let address: JoinAddress
            do throws(JoinAddressError) {
                address = try JoinAddress(text, defaultPort: 0)
            } catch {
                throw .invalidAddress(text)
            }
            guard let literal = address.literal, literal.port != 0 else {
                throw .invalidAddress(text)
            }
            return (Endpoint(literal), MemberName(name))
        }
    }

    func pingEnded(_ request: RequestID, _ result: PingAnswer?) {
        guard let answer = pings.removeValue(forKey: request) else { return }
        answer.give(result.map { .success($0.roundTrip) } ?? .failure(.noAnswer))
    }

    func probed(_ report: ProbeReport) {
        metrics.probeEnded(report.duration)
        guard let answer = report.directAnswer else { return }
        metrics.probeAnswered(answer.roundTrip)
        let member = participant[report.target.name] ?? report.target
        let reply = ProbeReply(
            member: Member(member, clock: wallClock),
            roundTrip: answer.roundTrip,
            payload: answer.payload
        )
        counters[.eventsLost] += subscribers.publish(reply)
    }
}
