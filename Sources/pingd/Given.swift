// SPDX-License-Identifier: Apache-2.0

/// What the command line says of one setting, as a list: empty when it says nothing.
enum Given {
    static func text(_ value: String?) -> [String] { value.map { [$0] } ?? [] }
    static func flag(_ isSet: Bool) -> [String] { isSet ? ["true"] : [] }
}
