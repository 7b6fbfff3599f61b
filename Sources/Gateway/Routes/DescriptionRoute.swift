// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer

/// `GET /openapi.yaml`: this API, from the file that was built in.
struct DescriptionRoute: Sendable {
    func add(to router: inout Router) {
        router.on(.get, "/openapi.yaml", for: .read) { _, _ in
            .now(
                Response(
                    .ok,
                    fields: ["Content-Type": "application/yaml", "Cache-Control": "no-cache"],
                    body: PackageResources.openapi_yaml
                )
            )
        }
    }
}
