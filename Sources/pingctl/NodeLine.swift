// SPDX-License-Identifier: Apache-2.0

import JSONText

/// What one of several nodes said, in one line of JSON.
enum NodeLine {
    /// `{"node":URL,KEY:VALUE}`; `value` is JSON without an end of line in it.
    static func json(_ node: GatewayURL, _ key: String, _ value: [UInt8]) -> [UInt8] {
        var json = JSONWriter()
        json.openObject()
        json.member("node", "\(node)")
        json.key(key)
        json.raw(value[...])
        json.closeObject()
        return json.bytes
    }
}
