// SPDX-License-Identifier: Apache-2.0

/// Something that a slow node would say if it could.
enum Departure: Sendable {
    case packet(to: Int, TrafficKind, [UInt8])
    case request(StreamCall)
    case answer(to: StreamCall, Cargo)
}
