// SPDX-License-Identifier: Apache-2.0

/// What may be done with one key of the ring (spec §19).
enum KeyChange: String {
    case add
    case use
    case remove
}
