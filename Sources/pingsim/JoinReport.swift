// SPDX-License-Identifier: Apache-2.0

import Simulation

/// What it took to let a cluster form, in words or as a line of JSON.
struct JoinReport {
    let result: JoinResult
    /// How long it took here.
    let wall: Duration

    private var wallSeconds: Double { wall / .seconds(1) }
    private var perSecond: Int { Int(Double(result.counts.events) / max(wallSeconds, 1e-9)) }

    var table: String {
        let counts = result.counts
        let rows = [
            ("nodes", "\(result.nodes)"),
            (
                "all see all",
                result.joined.map { "after \(Figure.text($0 / .seconds(1), decimals: 1)) s" }
            ),
            (
                "a crash is known to all",
                result.buried.map {
                    "after \(Figure.text($0 / .seconds(1), decimals: 1)) s"
                }
            ),
            ("suspected while joining", "\(result.suspicionsWhileJoining)"),
            ("declared dead while joining", "\(result.deathsWhileJoining)"),
            (
                "packets and streams",
                "\(Figure.grouped(counts.messages)), \(Figure.grouped(counts.bytes)) bytes"
            ),
            ("trace", Figure.hexadecimal(result.trace)),
            ("simulated", "\(Figure.text(result.simulated / .seconds(1), decimals: 1)) s"),
            ("took", "\(Figure.text(wallSeconds, decimals: 1)) s here"),
            ("events", "\(Figure.grouped(counts.events)), \(Figure.grouped(perSecond)) a second"),
        ]
        let lines = rows.map { name, value in
            name + String(repeating: " ", count: 30 - name.count) + (value ?? "never")
        }
        return (lines + result.violations.map { "  \($0)" }).joined(separator: "\n")
    }

    var json: String {
        func time(_ duration: Duration?) -> String {
            duration.map { Figure.text($0 / .seconds(1), decimals: 3) } ?? "null"
        }
        let fields = [
            "\"nodes\":\(result.nodes)", "\"joined_seconds\":\(time(result.joined))",
            "\"buried_seconds\":\(time(result.buried))",
            "\"suspicions_while_joining\":\(result.suspicionsWhileJoining)",
            "\"deaths_while_joining\":\(result.deathsWhileJoining)",
            "\"messages\":\(result.counts.messages)", "\"bytes\":\(result.counts.bytes)",
            "\"simulated_seconds\":\(time(result.simulated))", "\"wall_seconds\":\(time(wall))",
            "\"events\":\(result.counts.events)", "\"events_per_second\":\(perSecond)",
            "\"trace\":\"\(Figure.hexadecimal(result.trace))\"",
            "\"violations\":\(result.violations.count)",
        ]
        return "{\(fields.joined(separator: ","))}"
    }
}
