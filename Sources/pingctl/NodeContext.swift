// SPDX-License-Identifier: Apache-2.0

/// A node under a name of the user's: where it is, and what it takes to be let in.
struct NodeContext: Equatable {
    var name: String
    var url: String
    /// A path; the token itself is never written down here.
    var tokenFile: String?
    /// Certificates of the authorities that the node's certificate is checked with.
    var authorityFile: String?
    var usesNetrc = false

    /// Whether a shell, YAML and a person all read the name alike.
    static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
