// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import JSONText

/// One line of ping's output.
enum PingLine {
    static func text(_ happening: PingRun.Happening, _ plan: PingRun.Plan) -> String? {
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
                "no pong from \(ping.member) within \(plan.wait.text): seq=\(ping.sequence)"
            case .failed(let ping, let reason):
                "ping to \(ping.member) failed: seq=\(ping.sequence): \(reason)"
            case .connection, .skipped: nil
            }
        return words.map { PrintableText.escaping($0) + "\n" }
    }

    static func json(_ happening: PingRun.Happening) -> [UInt8]? {
        switch happening {
        case .pong(let ping, let value, let time):
            json(ping, "pong") { json in
                json.key("value")
                json.unsigned(value)
                json.key("ms")
                json.thousandths(Milliseconds.thousandths(time))
            }
        case .duplicate(let ping): json(ping, "duplicate") { _ in }
        case .foreign(let ping, let sender):
            json(ping, "foreign") { $0.member("from", sender) }
        case .missing(let ping): json(ping, "missing") { _ in }
        case .failed(let ping, let reason): json(ping, "failed") { $0.member("error", reason) }
        case .connection, .skipped: nil
        }
    }

    private static func json(
        _ ping: PingLedger.Ping,
        _ status: String,
        _ more: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var json = JSONWriter()
        json.openObject()
        json.member("member", ping.member)
        json.key("seq")
        json.integer(ping.sequence)
        json.member("status", status)
        more(&json)
        json.closeObject()
        return json.bytes
    }
}
