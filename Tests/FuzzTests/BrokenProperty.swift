// SPDX-License-Identifier: Apache-2.0

/// A property that does not hold for some input, in words.
struct BrokenProperty: Error, CustomStringConvertible {
    let description: String
}

/// Throws unless something that must hold does.
func hold(
    _ condition: @autoclosure () -> Bool,
    _ property: @autoclosure () -> String,
    line: UInt = #line
) throws(BrokenProperty) {
    guard condition() else {
        throw BrokenProperty(description: "line \(line): \(property())")
    }
}
