// SPDX-License-Identifier: Apache-2.0

/// Requests as clients send them.
enum Workload: String, CaseIterable {
    /// As wrk asks: one field.
    case get
    /// The same, when the server knows the head from a moment ago.
    case known
    /// As a browser asks: ten fields.
    case browser
    /// A message of 37 bytes as JSON, as curl sends it.
    case send

    var request: [UInt8] {
        switch self {
        case .get, .known:
            Array("GET /members HTTP/1.1\r\nHost: 127.0.0.1:8946\r\n\r\n".utf8)
        case .browser:
            Array(
                """
                GET /members HTTP/1.1\r
                Host: localhost:8946\r
                User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r
                Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r
                Accept-Language: en-US,en;q=0.5\r
                Accept-Encoding: gzip, deflate, br, zstd\r
                Connection: keep-alive\r
                Upgrade-Insecure-Requests: 1\r
                Sec-Fetch-Dest: document\r
                Sec-Fetch-Mode: navigate\r
                Priority: u=0, i\r
                \r

                """.utf8
            )
        case .send:
            Array(
                """
                POST /send HTTP/1.1\r
                Host: localhost:8946\r
                User-Agent: curl/7.88.1\r
                Accept: */*\r
                Content-Type: application/json\r
                Content-Length: 37\r
                \r
                {"to":"node2","key":"ping","value":0}
                """.utf8
            )
        }
    }
}
