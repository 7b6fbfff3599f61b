// SPDX-License-Identifier: Apache-2.0

import Memberlist

/// Where the keys of gossip are changed, one change after the other.
///
/// A change is written to the keyring's file first and made in the node then, so that a restart
/// never falls back behind what the API has said.
final class KeyDesk: Sendable {
    typealias Completion = @Sendable (Result<KeyList, GatewayError>) -> Void

    private typealias Job = @Sendable () async -> Void

    private let access: NodeAccess
    private let save: (@Sendable ([[UInt8]]) -> String?)?
    private let jobs: AsyncStream<Job>.Continuation

    init(access: NodeAccess, save: (@Sendable ([[UInt8]]) -> String?)?) {
        self.access = access
        self.save = save
        let (stream, jobs) = AsyncStream.makeStream(of: Job.self)
        self.jobs = jobs
        // Ends with the desk; the jobs hold it while they last.
        Task.detached(executorPreference: KeyThread()) { for await job in stream { await job() } }
    }

    deinit { jobs.finish() }

    /// Does `order` after those that came before it.
    func perform(_ order: KeyOrder, _ completion: @escaping Completion) {
        jobs.yield { [self] in
            do throws(GatewayError) {
                completion(.success(try await perform(order)))
            } catch {
                completion(.failure(error))
            }
        }
    }

    private func perform(_ order: KeyOrder) async throws(GatewayError) -> KeyList {
        guard let keys = await keys() else { throw .nodeStopped }
        guard !keys.isEmpty else { throw .notEncrypted }
        let present = KeyList(keys: keys, isSaved: save != nil)
        guard let (change, key, next) = try order.applied(to: keys), next != keys
        else { return present }
        if let reason = save?(next) { throw .keyringNotSaved(reason) }
        do {
            try await apply(change, key)
        } catch {
            // The node has ended, or somebody else changed its ring: the file follows the node.
            if let keys = await self.keys() { _ = save?(keys) }
            throw error == .stopped ? .nodeStopped : .keysChanged
        }
        return KeyList(keys: next, isSaved: save != nil)
    }

    private func keys() async -> [[UInt8]]? {
        await withCheckedContinuation { continuation in
            access.operations.keys { continuation.resume(returning: $0) }
        }
    }

    private func apply(_ change: KeyChange, _ key: [UInt8]) async throws(KeyError) {
        let result: Result<Void, KeyError> = await withCheckedContinuation { continuation in
            access.operations.changeKeys(change, key) { continuation.resume(returning: $0) }
        }
        try result.get()
    }
}
