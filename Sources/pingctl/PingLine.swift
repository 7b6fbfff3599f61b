// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import JSONText

/// One line of ping's output.
enum PingLine {
    /// `node` is the one that sent the ping, where there are several; what a terminal of `columns`
    /// has no room for is left out.
    static func text(
        _ happening: PingRun.Happening,
        within wait: Duration,
        through node: GatewayURL? = nil,
        columns: Int? = nil
    ) -> String? {
        let words: String? =
            switch happening {
            case .pong(let ping, let value, let time):
                "pong from \(ping.member): seq=\(ping.sequence) value=\(value) "
                    + "time=\(Milliseconds.text(time)) ms"
            case .duplicate(let ping):
                "pong from \(ping.member): seq=\(ping.sequence) again"
            case .foreign(let ping, let sender):
                "pong from \(sender), though the ping was sent to \(ping.member): "
                    + "seq=\(ping.sequence); not counted"
            case .missing(let ping):
                "no pong from \(ping.member) within \(wait.text): seq=\(ping.sequence)"
            case .failed(let ping, let reason):
                "ping to \(ping.member) failed: seq=\(ping.sequence): \(reason)"
            case .connection, .skipped: nil
            }
        guard let words else { return nil }
        let line = PrintableText.escaping((node.map { "\($0): " } ?? "") + words)
        if let columns, DisplayWidth.columns(of: line) > columns,
            let start = line.firstRange(of: " value="), let end = line.firstRange(of: " time=")
        {
            return line[..<start.lowerBound] + line[end.lowerBound...] + "\n"
        }
        return line + "\n"
    }

    static func json(
        _ happening: PingRun.Happening,
        through node: GatewayURL? = nil
    ) -> [UInt8]? {
        switch happening {
        case .pong(let ping, let value, let time):
            json(ping, node, "pong") { json in
                json.key("value")
                json.unsigned(value)
                json.key("ms")
                json.thousandths(Milliseconds.thousandths(time))
            }
        case .duplicate(let ping): json(ping, node, "duplicate") { _ in }
        case .foreign(let ping, let sender):
            json(ping, node, "foreign") { $0.member("from", sender) }
        case .missing(let ping): json(ping, node, "missing") { _ in }
        case .failed(let ping, let reason):
            json(ping, node, "failed") { $0.member("error", reason) }
        case .connection, .skipped: nil
        }
    }

    private static func json(
        _ ping: PingLedger.Ping,
        _ node: GatewayURL?,
        _ status: String,
        _ more: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var json = JSONWriter()
        json.openObject()
        if let node { json.member("node", "\(node)") }
        json.member("member", ping.member)
        json.key("seq")
        json.integer(ping.sequence)
        json.member("status", status)
        more(&json)
        json.closeObject()
        return json.bytes
    }
}
