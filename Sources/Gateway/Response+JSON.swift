// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import JSONText

extension Response {
    private static let fieldsOfJSON: HeaderFields = [
        "Content-Type": "application/json", "Cache-Control": "no-store",
    ]

    /// What is so only now: JSON and its line end, which no cache may keep.
    init(_ status: HTTPStatus = .ok, json: consuming JSONWriter) {
        json.endLine()
        self.init(
            status,
            fields: Self.fieldsOfJSON,
            body: json.bytes
        )
    }
}
