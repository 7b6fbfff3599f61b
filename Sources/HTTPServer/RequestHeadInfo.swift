// SPDX-License-Identifier: Apache-2.0

package import HTTP1

/// What is known of a request before its body is read.
package struct RequestHeadInfo: Sendable {
    package let method: HTTPMethod
    /// The path, percent-decoded once.
    package let path: String
    package let fields: HeaderFields
    /// That of the route; `nil` where there is none, and for OPTIONS.
    package let group: RouteGroup?

    package init(method: HTTPMethod, path: String, fields: HeaderFields, group: RouteGroup?) {
        self.method = method
        self.path = path
        self.fields = fields
        self.group = group
    }
}
