// SPDX-License-Identifier: Apache-2.0

import Determinism
import HTTP1

/// A connection without its socket: a request is read, answered, and its answer taken.
struct HTTP1Bench: ~Copyable {
    private let workload: Workload
    private let request: [UInt8]
    private let fields: HeaderFields = [
        "ETag": "\"1795385966265087\"", "Cache-Control": "no-cache",
        "Content-Type": "application/json",
    ]
    private let prepared: PreparedAnswer
    private let date = HTTPDate(secondsSince1970: 784_111_777)
    private var connection = ServerConnection(limits: SharedLimits(HTTPLimits()), at: .origin)
    private var buffers = ConnectionBuffers()
    private var head: RequestHead?
    /// Kept so that nothing is optimised away.
    private(set) var bytesOut = 0

    init(_ workload: Workload) {
        self.workload = workload
        request = workload.request
        let body = [UInt8](repeating: 0x78, count: 784)
        prepared = PreparedAnswer(.ok, fields: fields, body: body)
    }

    /// Serves so many requests, one after the other, as a server that parks the connection between
    /// them.
    mutating func run(_ count: Int) {
        for _ in 0..<count {
            let effect = request.withUnsafeBytes { receive($0) }
            serve(effect)
            connection.giveBack(to: &buffers)
        }
    }

    private mutating func receive(_ bytes: UnsafeRawBufferPointer) -> ServerEffect {
        if workload == .known, let head, head.begins(bytes) {
            return connection.receive(
                bytes,
                beginningWith: head,
                lending: &buffers,
                at: .origin
            )
        }
        connection.borrow(from: &buffers)
        return connection.receive(bytes, at: .origin)
    }

    private mutating func serve(_ first: ServerEffect) {
        var effect = first
        while true {
            switch effect {
            case .decide:
                effect = connection.proceed(at: .origin)
            case .answer(let head, _):
                if self.head == nil { self.head = head }
                effect = respond()
            case .wait, .refuse:
                guard connection.unsentCount > 0 else { return }
                bytesOut += connection.unsentCount
                effect = connection.sent(connection.unsentCount, at: .origin)
            }
        }
    }

    private mutating func respond() -> ServerEffect {
        let id = "7e74g8rz0000001"
        guard workload == .send else {
            return connection.respond(prepared, requestID: id, date: date, at: .origin)
        }
        let answer = Answer(
            .ok,
            fields: fields,
            body: prepared.body,
            requestID: id,
            date: date
        )
        return connection.respond(answer, at: .origin)
    }
}
