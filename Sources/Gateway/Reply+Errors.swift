// SPDX-License-Identifier: Apache-2.0

import HTTPServer

extension Reply {
    /// What `make` gives, or the problem that stopped it.
    init(_ make: () throws(GatewayError) -> Reply) {
        do {
            self = try make()
        } catch {
            self = .now(error.response)
        }
    }
}
