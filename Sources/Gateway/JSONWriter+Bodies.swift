// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import JSONText

/// The bodies of the API, their members in the order in which people read them.
extension JSONWriter {
    mutating func write(_ body: ProblemBody) {
        openObject()
        member("type", body.type)
        member("title", body.title)
        key("status")
        integer(body.status)
        member("detail", body.detail)
        member("code", body.code)
        key("retryable")
        bool(body.retryable)
        if let field = body.field { member("field", field) }
        if let limit = body.limit {
            key("limit")
            integer(limit)
        }
        if let bytes = body.bytes {
            key("bytes")
            integer(bytes)
        }
        if let left = body.left {
            key("left")
            integer(left)
        }
        if let members = body.members {
            key("members")
            openArray()
            for name in members { string(name) }
            closeArray()
        }
        if let id = body.id { member("id", id) }
        if let results = body.results { write(results) }
        if let addresses = body.addresses {
            key("addresses")
            write(addresses)
        }
        closeObject()
    }

    mutating func write(_ results: [JoinResultBody]) {
        openArray()
        for result in results {
            openObject()
            member("address", result.address)
            member("status", result.status)
            if let error = result.error { member("error", error) }
            closeObject()
        }
        closeArray()
    }

    mutating func write(_ body: SendResultBody) {
        openObject()
        member("id", body.id)
        key("sent")
        integer(body.sent)
        if let delivered = body.delivered {
            key("delivered")
            integer(delivered)
        }
        key("failed")
        integer(body.failed)
        if let pending = body.pending {
            key("pending")
            integer(pending)
        }
        write(body.results)
        closeObject()
    }

    mutating func write(_ body: ReceiptBody) {
        openObject()
        member("at", body.at)
        member("id", body.id)
        key("result")
        write(body.result)
        closeObject()
    }

    private mutating func write(_ results: [RecipientResultBody]) {
        key("results")
        openArray()
        for result in results { write(result) }
        closeArray()
    }

    private mutating func write(_ result: RecipientResultBody) {
        openObject()
        member("to", result.to)
        member("status", result.status)
        member("via", result.via)
        if let confirmable = result.confirmable {
            key("confirmable")
            bool(confirmable)
        }
        key("bytes")
        integer(result.bytes)
        key("ms")
        fraction(result.ms)
        if let error = result.error { member("error", error) }
        if let code = result.code { member("code", code) }
        closeObject()
    }

    mutating func write(_ body: HealthBody) {
        openObject()
        member("status", body.status)
        if let reason = body.reason { member("reason", reason) }
        closeObject()
    }

    mutating func write(_ body: SelfBody) {
        openObject()
        member("name", body.name)
        member("version", body.version)
        member("address", body.address)
        member("bind", body.bind)
        member("http", body.http)
        key("uptimeSeconds")
        fraction(body.uptimeSeconds)
        key("incarnation")
        unsigned(UInt64(body.incarnation))
        key("healthScore")
        integer(body.healthScore)
        versions("protocol", body.protocolVersions)
        versions("delegate", body.delegateVersions)
        key("ready")
        bool(body.ready)
        key("joined")
        bool(body.joined)
        key("leaving")
        bool(body.leaving)
        if let permissions = body.permissions {
            key("permissions")
            openArray()
            for permission in permissions { string(permission) }
            closeArray()
        }
        counts("counters", body.counters)
        counts("queues", body.queues)
        closeObject()
    }

    mutating func write(_ body: ProbesBody) {
        openObject()
        key("probes")
        openArray()
        for probe in body.probes {
            openObject()
            key("number")
            unsigned(probe.number)
            member("name", probe.name)
            member("at", probe.at)
            if let roundTrip = probe.rttMs {
                key("rttMs")
                fraction(roundTrip)
            }
            closeObject()
        }
        closeArray()
        key("last")
        unsigned(body.last)
        closeObject()
    }

    mutating func versions(_ name: StaticString, _ versions: VersionsBody) {
        key(name)
        openObject()
        key("min")
        integer(Int(versions.min))
        key("max")
        integer(Int(versions.max))
        key("current")
        integer(Int(versions.current))
        closeObject()
    }

    mutating func member(_ name: StaticString, _ value: String) {
        key(name)
        string(value)
    }

    private mutating func counts(_ name: StaticString, _ counts: [String: UInt64]) {
        key(name)
        openObject()
        for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
            key(name)
            unsigned(count)
        }
        closeObject()
    }

    /// A number that is not negative, to three places.
    private mutating func fraction(_ value: Double) {
        thousandths(UInt64(exactly: (value * 1_000).rounded()) ?? 0)
    }
}
