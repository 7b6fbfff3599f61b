// SPDX-License-Identifier: Apache-2.0

/// How far the reading of one request has come.
struct RequestReading: Sendable {
    var parser = HeadParser()
    /// Once it has been read, when a body follows.
    var head: RequestHead?
    var body = BodyReader(.none)
    /// Whether the first piece of the body was asked for.
    var isWanted = false
    /// Bytes of it that are wanted and have not been given out.
    var credit = 0
}
