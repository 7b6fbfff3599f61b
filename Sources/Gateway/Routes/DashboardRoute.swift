// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer

/// `GET /`: the dashboard.
struct DashboardRoute: Sendable {
    private let page = DashboardPage.builtIn

    func add(to router: inout Router) {
        router.on(.get, "/", for: .read) { [page] request, _ in
            .now(page.response(to: request.fields))
        }
    }
}
