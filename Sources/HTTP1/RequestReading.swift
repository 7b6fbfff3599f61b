// SPDX-License-Identifier: Apache-2.0

/// How far the reading of one request has come.
struct RequestReading: Sendable {
    var parser = HeadParser()
    /// Once it has been read, when a body follows.
    var head: RequestHead?
    var body = BodyReader(.none)
}
