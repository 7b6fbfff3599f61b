// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

@testable import Gateway
@testable import Memberlist

/// A node that answers as a test says.
final class ScriptedNode: Sendable {
    typealias SendAnswer = Result<[Delivery], SendError>

    struct Script: Sendable {
        var snapshot = MemberSnapshot(version: 17, localName: "node1", members: [])
        var readiness = Node.Readiness(wantsToJoin: false, hasJoined: false, isLeaving: false)
        /// `nil`: the node never answers.
        var answer: @Sendable (SendOrder) -> SendAnswer? = { _ in .success([]) }
        /// `nil`: the node never answers.
        var broadcastAnswer: Result<Int, BroadcastError>? = .success(2)
        var broadcasts: [[UInt8]] = []
        /// What calls come to.
        var call: @Sendable (CallOrder, @escaping CallListener) -> Exchange = { _, listener in
            listener(.ended(.notCapable))
            return Exchange { _ in }
        }
        /// Methods that the gateway answers.
        var methods: [String: CallMethod] = [:]
        var report: NodeReport? = NodeReport(named: "node1")
        var answersReports = true
        var probes = LatestProbes.Page(probes: [], last: 0)
        var probesAskedAfter: [UInt64?] = []
        var orders: [SendOrder] = []
        var hooks: [@Sendable () -> Void] = []
        /// What the node was told to gossip of itself.
        var metadata: [[UInt8]] = []
        /// `nil`: the node never answers.
        var updateAnswer: Result<Void, UpdateError>? = .success(())
        var joins: [[String]] = []
        /// `nil`: the node never answers.
        var joinAnswer: (@Sendable ([String]) -> [JoinOutcome]?)?
        /// `nil`: the node never answers.
        var leaveAnswer: Result<Void, LeaveError>? = .success(())
        /// `nil`: the node has stopped.
        var keys: [[UInt8]]? = []
        /// Why no key is changed.
        var keyFailure: KeyError?

        mutating func changeKeys(_ change: KeyChange, _ key: [UInt8]) -> Result<Void, KeyError> {
            guard var ring = keys else { return .failure(.stopped) }
            if let keyFailure { return .failure(keyFailure) }
            switch change {
            case .add: ring.append(key)
            case .use: ring = [key] + ring.filter { $0 != key }
            case .remove: ring.removeAll { $0 == key }
            }
            keys = ring
            return .success(())
        }
    }

    let script = Mutex(Script())

    var access: NodeAccess {
        NodeAccess(
            snapshot: { self.script.withLock { $0.snapshot } },
            readiness: { self.script.withLock { $0.readiness } },
            latestProbes: { after in
                self.script.withLock { script in
                    script.probesAskedAfter.append(after)
                    return script.probes
                }
            },
            send: { order, completion in
                let answer = self.script.withLock { script in
                    script.orders.append(order)
                    return script.answer(order)
                }
                if let answer { completion(answer) }
            },
            broadcast: { payload, completion in
                let answer = self.script.withLock { script in
                    script.broadcasts.append(payload)
                    return script.broadcastAnswer
                }
                if let answer { completion(answer) }
            },
            call: { order, listener in
                let call = self.script.withLock { $0.call }
                return call(order, listener)
            },
            answer: { method, answer in
                self.script.withLock { $0.methods[method] = answer }
            },
            report: { completion in
                let (report, answers) = self.script.withLock { ($0.report, $0.answersReports) }
                if answers { completion(report) }
            },
            whenPublished: { hook in self.script.withLock { $0.hooks.append(hook) } },
            operations: operations
        )
    }

    private var operations: NodeOperations {
        NodeOperations(
            updateMetadata: { bytes, _, completion in
                let answer = self.script.withLock { script in
                    script.metadata.append(bytes)
                    return script.updateAnswer
                }
                // As a node does: later, and elsewhere.
                if let answer { DispatchQueue.global().async { completion(answer) } }
            },
            join: { addresses, timeout, completion in
                let answer = self.script.withLock { script in
                    script.joins.append(addresses)
                    return script.joinAnswer
                }
                if let answer { completion(answer(addresses)) }
            },
            leave: { _, completion in
                if let answer = self.script.withLock({ $0.leaveAnswer }) { completion(answer) }
            },
            keys: { completion in completion(self.script.withLock { $0.keys }) },
            changeKeys: { change, key, completion in
                completion(self.script.withLock { $0.changeKeys(change, key) })
            }
        )
    }

    func publish(_ snapshot: MemberSnapshot) {
        let hooks = script.withLock { script in
            script.snapshot = snapshot
            return script.hooks
        }
        for hook in hooks { hook() }
    }

    var lastOrder: SendOrder? { script.withLock { $0.orders.last } }

    func answer(_ answer: @escaping @Sendable (SendOrder) -> SendAnswer?) {
        script.withLock { $0.answer = answer }
    }
}

extension NodeReport {
    init(named name: String) {
        self.init(
            name: name,
            advertisedAddress: "192.0.2.1:7946",
            boundAddress: "0.0.0.0:7946",
            uptime: .milliseconds(12_345),
            incarnation: 3,
            healthScore: 1,
            protocolVersions: .gossip,
            delegateVersions: .none,
            isLeaving: false,
            counters: [Count(name: "packets-received", value: .max)],
            queues: [Count(name: "broadcasts", value: 2)]
        )
    }
}

extension Member.Versions {
    static let gossip = Member.Versions(min: 1, max: 5, current: 2)
    static let none = Member.Versions(min: 0, max: 0, current: 0)
}

extension Member {
    init(_ name: String, _ state: State = .alive, meta: String = "") {
        self.init(
            name: name,
            address: "127.0.0.1:7947",
            state: state,
            incarnation: 1,
            metadata: Array(meta.utf8),
            protocolVersions: .gossip,
            delegateVersions: .none,
            sinceUnixMilliseconds: 1_795_341_600_000
        )
    }
}
