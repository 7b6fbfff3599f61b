// SPDX-License-Identifier: Apache-2.0

package import HTTP1

/// One answer, whole.
///
/// The server adds `Content-Length`, `Date`, `Connection` and `X-Request-Id`,
/// leaves the content out for HEAD, and closes afterwards when the fields say `Connection: close`.
package struct Response: Sendable {
    private struct Parts {
        var status: HTTPStatus
        var fields: HeaderFields
        var body: [UInt8]
    }

    private enum Content {
        case parts(Parts)
        case prepared(PreparedAnswer)
    }

    private var content: Content

    package init(
        _ status: HTTPStatus = .ok,
        fields: HeaderFields = HeaderFields(),
        body: [UInt8] = []
    ) {
        content = .parts(Parts(status: status, fields: fields, body: body))
    }

    package var status: HTTPStatus {
        get {
            switch content {
            case .parts(let parts): parts.status
            case .prepared(let answer): answer.status
            }
        }
        set { change { $0.status = newValue } }
    }

    package var fields: HeaderFields {
        get {
            switch content {
            case .parts(let parts): parts.fields
            case .prepared(let answer): answer.fields
            }
        }
        set { change { $0.fields = newValue } }
    }

    package var body: [UInt8] {
        get {
            switch content {
            case .parts(let parts): parts.body
            case .prepared(let answer): answer.body
            }
        }
        set { change { $0.body = newValue } }
    }

    /// The same as it goes out, when that was rendered beforehand.
    var prepared: PreparedAnswer? {
        if case .prepared(let answer) = content { answer } else { nil }
    }

    /// Renders what does not change from request to request, for a response given many times.
    package mutating func prepare() {
        guard case .parts(let parts) = content else { return }
        let answer = PreparedAnswer(parts.status, fields: parts.fields, body: parts.body)
        content = .prepared(answer)
    }

    private mutating func change(_ change: (inout Parts) -> Void) {
        var parts = Parts(status: status, fields: fields, body: body)
        change(&parts)
        content = .parts(parts)
    }
}

extension Response: Equatable {
    package static func == (a: Self, b: Self) -> Bool {
        a.status == b.status && a.fields == b.fields && a.body == b.body
    }
}
