// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// Who sends nonsense is not listened to for a while, whoever and however many they are.
@Suite struct QuarantineTests {
    private let stranger = AddressBytes(192, 0, 2, 1)

    /// Notes `count` malformed messages of `source` at once; how many of them led to quarantine.
    private func note(
        _ count: Int,
        _ source: AddressBytes,
        _ quarantine: inout Quarantine,
        at now: Instant
    ) -> Int {
        (0..<count).count { _ in
            defer { quarantine.checkInvariants() }
            return quarantine.note(source, at: now)
        }
    }

    @Test func `patience ends, and comes back when the term is over`() {
        var quarantine = Quarantine()
        #expect(quarantine.isEmpty)
        #expect(note(Quarantine.patience - 1, stranger, &quarantine, at: .origin) == 0)
        #expect(!quarantine.holds(stranger, at: .origin))
        #expect(note(1, stranger, &quarantine, at: .origin) == 1)
        #expect(quarantine.holds(stranger, at: .origin))
        #expect(quarantine.quarantined(at: .origin) == 1)
        #expect(!quarantine.holds(AddressBytes(192, 0, 2, 2), at: .origin))

        let end = Instant.origin + Quarantine.term
        #expect(quarantine.holds(stranger, at: end - .nanoseconds(1)))
        #expect(!quarantine.holds(stranger, at: end))
        #expect(quarantine.quarantined(at: end) == 0)
        // Only half of it is back at once.
        #expect(note(Quarantine.patience / 2 - 1, stranger, &quarantine, at: end) == 0)
        #expect(note(1, stranger, &quarantine, at: end) == 1)
        #expect(quarantine.holds(stranger, at: end))
    }

    @Test func `what is said in quarantine does not prolong it`() {
        var quarantine = Quarantine()
        _ = note(Quarantine.patience, stranger, &quarantine, at: .origin)
        let end = Instant.origin + Quarantine.term
        #expect(note(1_000, stranger, &quarantine, at: end - .seconds(1)) == 0)
        #expect(!quarantine.holds(stranger, at: end))
    }

    @Test func `one mistake a second is put up with for ever`() {
        var quarantine = Quarantine()
        for second in 0..<10_000 {
            let now = Instant.origin + .seconds(second)
            #expect(note(1, stranger, &quarantine, at: now) == 0)
        }
        // Ten a second are not.
        let led = (0..<200).reduce(0) { led, tenth in
            let now = Instant.origin + .seconds(10_000) + .milliseconds(100 * tenth)
            return led + note(1, stranger, &quarantine, at: now)
        }
        #expect(led == 1)
    }

    @Test func `an IPv4 address is one source however written, half an IPv6 address is one`() {
        var quarantine = Quarantine()
        let mapped = AddressBytes(ipv6High: 0, low: 0xFFFF_C000_0201)
        _ = note(Quarantine.patience, mapped, &quarantine, at: .origin)
        #expect(quarantine.holds(stranger, at: .origin))

        let one = AddressBytes(ipv6High: 0x2001_0DB8_0000_0001, low: 1)
        let neighbour = AddressBytes(ipv6High: 0x2001_0DB8_0000_0001, low: .max)
        let other = AddressBytes(ipv6High: 0x2001_0DB8_0000_0002, low: 1)
        _ = note(Quarantine.patience, one, &quarantine, at: .origin)
        #expect(quarantine.holds(neighbour, at: .origin))
        #expect(!quarantine.holds(other, at: .origin))
    }

    @Test func `a flood of forged sources is bounded and frees nobody`() {
        var quarantine = Quarantine()
        var random = SplitMix64(seed: 7)
        _ = note(Quarantine.patience, stranger, &quarantine, at: .origin)
        for _ in 0..<20_000 {
            let number = UInt32(truncatingIfNeeded: random.next())
            let forged = AddressBytes(
                10,
                UInt8(truncatingIfNeeded: number >> 16),
                UInt8(truncatingIfNeeded: number >> 8),
                UInt8(truncatingIfNeeded: number)
            )
            _ = quarantine.note(forged, at: .origin + .seconds(1))
        }
        quarantine.checkInvariants()
        #expect(quarantine.count == Quarantine.capacity)
        #expect(quarantine.holds(stranger, at: .origin + .seconds(1)))
    }

    @Test func `when everyone remembered is in quarantine, one more is not remembered`() {
        var quarantine = Quarantine()
        func source(_ number: Int) -> AddressBytes {
            AddressBytes(10, 1, UInt8(number >> 8), UInt8(number & 0xFF))
        }
        for number in 0..<Quarantine.capacity {
            for _ in 0..<Quarantine.patience {
                _ = quarantine.note(source(number), at: .origin)
            }
        }
        #expect(quarantine.quarantined(at: .origin) == Quarantine.capacity)
        #expect(note(1_000, stranger, &quarantine, at: .origin) == 0)
        // When their time is up, there is a place again.
        let later = Instant.origin + Quarantine.term
        #expect(note(Quarantine.patience, stranger, &quarantine, at: later) == 1)
        #expect(quarantine.count == Quarantine.capacity)
        quarantine.checkInvariants()
    }

    @Test func `who is released has all patience again`() {
        var quarantine = Quarantine()
        _ = note(Quarantine.patience, stranger, &quarantine, at: .origin)
        quarantine.release(stranger)
        quarantine.checkInvariants()
        #expect(quarantine.isEmpty)
        #expect(note(Quarantine.patience - 1, stranger, &quarantine, at: .origin) == 0)
        quarantine.releaseAll()
        #expect(quarantine.isEmpty)
    }
}
