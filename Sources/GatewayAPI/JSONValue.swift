// SPDX-License-Identifier: Apache-2.0

/// Any JSON value, such as a member's metadata.
///
/// Integers are exact from −2^63 to 2^64−1. The order of an object's keys is what the decoder
/// reports; decoders that do not tell get them sorted.
package enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    case unsigned(UInt64)
    /// Below zero.
    case negative(Int64)
    /// With a fraction or an exponent, or too large for the integers.
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object([Field])

    /// One key of an object and its value.
    package struct Field: Equatable, Sendable {
        package var key: String
        package var value: JSONValue

        package init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// The value of a key, when this is an object that has it.
    package subscript(key: String) -> JSONValue? {
        guard case .object(let fields) = self else { return nil }
        return fields.last { $0.key == key }?.value
    }
}
