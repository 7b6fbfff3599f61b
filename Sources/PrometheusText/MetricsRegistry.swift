// SPDX-License-Identifier: Apache-2.0

package import CoreMetrics
import Synchronization

/// A backend of swift-metrics that keeps what is recorded, to be written when Prometheus asks.
///
/// Counters are counters, timers histograms in seconds, recorders histograms if they aggregate and
/// gauges if not. Names are those of the catalogue, or made of the given ones. There are never
/// more than `seriesLimit` series, so that no label that somebody makes up can fill the memory;
/// what goes beyond is counted and otherwise lost.
package final class MetricsRegistry: MetricsFactory {
    package static let standardSeriesLimit = 1_000

    private enum Cell {
        case counter(CounterCell)
        case gauge(GaugeCell)
        case histogram(HistogramCell)

        var handler: AnyObject {
            switch self {
            case .counter(let cell): cell
            case .gauge(let cell): cell
            case .histogram(let cell): cell
            }
        }
    }

    private struct Family {
        let description: MetricDescription
        /// Stands in the catalogue, and so is written even without a series.
        var isKnown = false
        var series: [LabelText: Cell] = [:]
    }

    private struct State {
        var families: [String: Family] = [:]
        var series = 0
        var refused: UInt64 = 0
    }

    private let catalogue: [String: MetricDescription]
    private let seriesLimit: Int
    private let state: Mutex<State>

    /// - Parameters:
    ///   - catalogue: what is known beforehand, by the labels that swift-metrics is given.
    ///   - seriesLimit: series of all families together.
    package init(
        _ catalogue: [String: MetricDescription] = [:],
        seriesLimit: Int = standardSeriesLimit
    ) {
        self.catalogue = catalogue
        self.seriesLimit = seriesLimit
        var families: [String: Family] = [:]
        for description in catalogue.values {
            families[description.name] = Family(description: description, isKnown: true)
        }
        state = Mutex(State(families: families))
    }

    /// Series that were not made because there were too many, or because their name was that of
    /// another kind.
    package var refusedSeries: UInt64 { state.withLock { $0.refused } }

    /// Writes all families by name, each with its series by their labels.
    package func write(to writer: inout ExpositionWriter) {
        let families = state.withLock { state in
            state.families.values.sorted { $0.description.name < $1.description.name }
        }
        for family in families {
            writer.begin(family.description)
            for (labels, cell) in family.series.sorted(by: { $0.key.text < $1.key.text }) {
                switch cell {
                case .counter(let cell): writer.sample(cell.value, labels)
                case .gauge(let cell): if let value = cell.value { writer.sample(value, labels) }
                case .histogram(let cell): writer.sample(cell.counts, labels)
                }
            }
        }
    }

    // MARK: MetricsFactory

    package func makeCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any CounterHandler {
        let cell = cell(label, dimensions, .counter, unit: "_total") { _ in
            .counter(CounterCell())
        }
        guard case .counter(let counter)? = cell else { return NOOPMetricsHandler.instance }
        return counter
    }

    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        let kind = aggregate ? MetricKind.histogram : .gauge
        let cell = cell(label, dimensions, kind, unit: "") { description in
            aggregate ? .histogram(HistogramCell(description.bounds)) : .gauge(GaugeCell())
        }
        switch cell {
        case .gauge(let gauge)?: return gauge
        case .histogram(let histogram)?: return histogram
        case .counter?, nil: return NOOPMetricsHandler.instance
        }
    }

    package func makeTimer(
        label: String,
        dimensions: [(String, String)]
    ) -> any TimerHandler {
        let cell = cell(label, dimensions, .histogram, unit: "_seconds") { description in
            .histogram(HistogramCell(description.bounds))
        }
        guard case .histogram(let timer)? = cell else { return NOOPMetricsHandler.instance }
        return timer
    }

    package func destroyCounter(_ handler: any CounterHandler) { forget(handler) }
    package func destroyRecorder(_ handler: any RecorderHandler) { forget(handler) }
    package func destroyTimer(_ handler: any TimerHandler) { forget(handler) }

    /// The one series of these labels, made if it is new; `nil` when it may not be.
    private func cell(
        _ label: String,
        _ dimensions: [(String, String)],
        _ kind: MetricKind,
        unit: String,
        _ make: (MetricDescription) -> Cell
    ) -> Cell? {
        let description =
            catalogue[label]
            ?? MetricDescription(
                MetricName.metric(label, unit: unit),
                kind,
                "What swift-metrics calls \(label)."
            )
        let labels = LabelText(dimensions)
        return state.withLock { state in
            var family = state.families[description.name] ?? Family(description: description)
            guard family.description.kind == kind else {
                state.refused += 1
                return nil
            }
            if let cell = family.series[labels] { return cell }
            guard state.series < seriesLimit else {
                state.refused += 1
                return nil
            }
            let cell = make(family.description)
            family.series[labels] = cell
            state.families[description.name] = family
            state.series += 1
            return cell
        }
    }

    private func forget(_ handler: AnyObject) {
        state.withLock { state in
            for (name, family) in state.families {
                for (labels, cell) in family.series where cell.handler === handler {
                    state.families[name]?.series[labels] = nil
                    state.series -= 1
                    if family.series.count == 1, !family.isKnown { state.families[name] = nil }
                }
            }
        }
    }
}
