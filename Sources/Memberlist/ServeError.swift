// SPDX-License-Identifier: Apache-2.0

import JSONText

/// Why a method is not served.
public enum ServeError: Error, Sendable, Equatable {
    /// The name is empty, or longer than 255 bytes of UTF-8.
    case invalidMethod(bytes: Int, limit: Int)
    /// Every node answers that method itself: `ping` with nothing, `echo` with what it is given.
    case builtIn(String)
    /// The node has ended.
    case stopped
}

extension ServeError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidMethod(let bytes, let limit):
            "a method's name has 1 to \(limit) bytes, and this one \(bytes)"
        case .builtIn(let name):
            "every node answers \(PrintableText.escaping(name)) itself; take another name"
        case .stopped: "the node has ended"
        }
    }
}
