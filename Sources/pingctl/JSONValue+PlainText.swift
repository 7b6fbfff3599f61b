// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

extension JSONValue {
    /// For people: strings without quotation marks, objects as `{key=value}`.
    var plainText: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .unsigned(let value): "\(value)"
        case .negative(let value): "\(value)"
        case .double(let value): "\(value)"
        case .string(let value): value
        case .array(let values): "[" + values.map(\.plainText).joined(separator: ",") + "]"
        case .object(let fields):
            "{" + fields.map { "\($0.key)=\($0.value.plainText)" }.joined(separator: ",") + "}"
        }
    }
}
