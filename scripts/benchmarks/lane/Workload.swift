// SPDX-License-Identifier: Apache-2.0

/// What goes over the lane.
enum Workload: String, CaseIterable {
    /// Messages of 24 bytes, one at a time: each acknowledged before the next.
    case single
    case sealedSingle = "sealed-single"
    /// The same, 64 in a turn of the loop.
    case batch
    case sealedBatch = "sealed-batch"
    /// A body in pieces of 64 KiB.
    case body
    case sealedBody = "sealed-body"

    var isSealed: Bool { rawValue.hasPrefix("sealed-") }
    var isBody: Bool { self == .body || self == .sealedBody }
    var batch: Int { self == .batch || self == .sealedBatch ? 64 : 1 }
}
