// SPDX-License-Identifier: Apache-2.0

/// A body and the type it is sent with.
struct Upload {
    /// `nil`: what curl says of the data of a form, unless a field says otherwise.
    var contentType: String?
    var bytes: [UInt8]

    static func json(_ bytes: [UInt8]) -> Upload {
        Upload(contentType: "application/json", bytes: bytes)
    }

    /// A POST that needs no words.
    static let nothing = json([])
}
