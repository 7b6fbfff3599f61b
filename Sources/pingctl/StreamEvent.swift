// SPDX-License-Identifier: Apache-2.0

/// One server-sent event.
struct StreamEvent: Equatable {
    var type: String
    /// The last number that the stream has told; empty when none.
    var id: String
    /// JSON, when pingd sent it.
    var data: [UInt8]
}
