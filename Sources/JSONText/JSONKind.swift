// SPDX-License-Identifier: Apache-2.0

/// What a JSON value is, known from its first byte.
package enum JSONKind: String, Equatable, Sendable {
    case object
    case array
    case string
    case number
    case bool
    case null

    /// With its article, for sentences.
    package var phrase: String {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .bool: "true or false"
        case .null: "null"
        }
    }
}
