// SPDX-License-Identifier: Apache-2.0

import JSONText

extension JSONWriter {
    /// A member whose value is a string.
    mutating func member(_ name: StaticString, _ value: String) {
        key(name)
        string(value)
    }
}
