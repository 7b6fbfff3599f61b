// SPDX-License-Identifier: Apache-2.0

import Determinism
import HTTP1
import Testing

/// Every response of `ResponseCase`, however its bytes arrive.
struct ClientVectorTests {
    private func record(of pieces: [ArraySlice<UInt8>], _ vector: ResponseCase) -> [String] {
        var exchange = ClientExchange(vector.request)
        for piece in pieces { exchange.receive(piece) }
        if vector.ends { exchange.receiveEnd() }
        return exchange.record
    }

    @Test func `the cases are there, each under its own name`() {
        #expect(ResponseCase.all.count > 60)
        #expect(Set(ResponseCase.all.map(\.description)).count == ResponseCase.all.count)
    }

    @Test(arguments: ResponseCase.all)
    func `a response fed whole is what it says`(vector: ResponseCase) {
        #expect(record(of: [Array(vector.response.utf8)[...]], vector) == vector.record)
    }

    @Test(arguments: ResponseCase.all)
    func `a response in two pieces is the same wherever it is cut`(vector: ResponseCase) {
        let bytes = Array(vector.response.utf8)
        for cut in 0...bytes.count {
            #expect(record(of: [bytes[..<cut], bytes[cut...]], vector) == vector.record, "\(cut)")
        }
    }

    @Test(arguments: ResponseCase.all)
    func `a response fed byte by byte is the same`(vector: ResponseCase) {
        let bytes = Array(vector.response.utf8)
        let pieces = bytes.indices.map { bytes[$0...$0] }
        #expect(record(of: pieces, vector) == vector.record)
    }

    @Test(arguments: ResponseCase.all)
    func `content that goes past the machine changes nothing`(vector: ResponseCase) {
        var random = SplitMix64(seed: 0x5EED)
        for _ in 0..<20 {
            var exchange = ClientExchange(vector.request)
            var rest = Array(vector.response.utf8)[...]
            var passed = false
            while !rest.isEmpty {
                let ahead = exchange.connection.contentAhead
                let count = min(rest.count, 1 + random.index(below: 9))
                if ahead > 0, random.index(below: 2) == 0 {
                    let most = min(count, ahead)
                    exchange.connection.passed(most, at: exchange.now)
                    exchange.settle()
                    rest = rest.dropFirst(most)
                    passed = true
                } else {
                    exchange.receive(rest.prefix(count))
                    rest = rest.dropFirst(count)
                }
            }
            if vector.ends { exchange.receiveEnd() }
            func isContent(_ line: String) -> Bool { line.hasPrefix("body ") }
            let record = exchange.record.filter { !passed || !isContent($0) }
            #expect(record == vector.record.filter { !passed || !isContent($0) })
        }
    }

    @Test(arguments: ResponseCase.all.filter { $0.record.last == "idle" })
    func `a connection that stays serves a second time`(vector: ResponseCase) {
        var exchange = ClientExchange(vector.request)
        exchange.receive(vector.response)
        exchange.send(vector.request)
        exchange.receive(vector.response)
        #expect(exchange.record == vector.record.dropLast() + vector.record)
    }
}
