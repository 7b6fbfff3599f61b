// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer

/// `GET /`: the dashboard.
struct DashboardRoute: Sendable {
    func add(to router: inout Router) {
        router.on(.get, "/", for: .read) { request, _ in
            // Hashed when it is first asked for: most nodes are never looked at.
            .now(DashboardPage.builtIn.response(to: request.fields))
        }
    }
}
