// SPDX-License-Identifier: Apache-2.0

/// One entry of a member table as the vectors write it.
struct TableEntry: Decodable, Equatable {
    let addr: String
    let incarnation: UInt32
    let meta: String
    let name: String
    let port: UInt16
    let state: String
    let suspicionTimer: Bool
    let vsn: [UInt8]
}
