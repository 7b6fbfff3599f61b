// SPDX-License-Identifier: Apache-2.0

/// What a packet may carry, once its layers are off (spec §2).
package enum Message: Hashable, Sendable {
    case ping(Ping)
    case indirectPing(IndirectPing)
    case ack(Ack)
    case nack(Nack)
    case suspect(Suspect)
    case alive(Alive)
    case dead(Dead)
    /// An application's bytes, whatever they are.
    case user([UInt8])
}
