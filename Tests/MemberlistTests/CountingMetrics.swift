// SPDX-License-Identifier: Apache-2.0

import Metrics
import Synchronization

/// A metrics backend in memory: what was recorded, by name and labels.
final class CountingMetrics: MetricsFactory {
    private let records = Mutex<[String: [Int64]]>([:])
    private let kinds = Mutex<[String: String]>([:])

    /// What was recorded under `name{label=value,…}`, in order.
    subscript(name: String) -> [Int64] { records.withLock { $0[name] ?? [] } }

    /// Every name, and what kind of metric it is.
    var names: [String: String] { kinds.withLock { $0 } }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        handler("counter", label, dimensions)
    }

    func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        handler(aggregate ? "sample" : "gauge", label, dimensions)
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        handler("timer", label, dimensions)
    }

    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    private func handler(
        _ kind: String,
        _ label: String,
        _ dimensions: [(String, String)]
    ) -> Handler {
        let labels = dimensions.map { "\($0)=\($1)" }.joined(separator: ",")
        let name = labels.isEmpty ? label : "\(label){\(labels)}"
        kinds.withLock { $0[name] = kind }
        return Handler { [weak self] value in
            self?.records.withLock { $0[name, default: []].append(value) }
        }
    }

    private final class Handler: CounterHandler, RecorderHandler, TimerHandler {
        let note: @Sendable (Int64) -> Void

        init(_ note: @escaping @Sendable (Int64) -> Void) { self.note = note }

        func increment(by amount: Int64) { note(amount) }
        func record(_ value: Int64) { note(value) }
        func record(_ value: Double) { note(Int64(value)) }
        func recordNanoseconds(_ duration: Int64) { note(duration) }
        func reset() {}
    }
}
