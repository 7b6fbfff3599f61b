// SPDX-License-Identifier: Apache-2.0

import Membership
import Reactor
import Wire

extension NetworkPrefix {
    /// Reads `10.0.0.0/8` or `fd00::/8`; `nil` when it is anything else.
    ///
    /// Bits after the prefix do not count, as in `10.1.2.3/8` (RFC 4632 §3.1). A mapped IPv4
    /// address would never match, since a member's counts as IPv4 (spec §15.4): it is refused.
    init?(cidr text: String) {
        guard let slash = text.firstIndex(of: "/") else { return nil }
        let digits = text[text.index(after: slash)...]
        guard (1...3).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            let bits = Int(digits),
            let address = SocketAddress(literal: String(text[..<slash]), port: 0),
            address == address.unmapped
        else { return nil }
        self.init(address: Endpoint(address).address, bits: bits)
    }
}
