// SPDX-License-Identifier: Apache-2.0

package import HTTPClient

/// What other members may have of the application beside this node.
package struct ProxySettings: Sendable, Equatable {
    /// Where the application listens; `nil`: there is none to be had.
    package var upstream: UpstreamAddress?
    /// Methods that are let through; none given: all.
    package var methods: Set<String> = []
    /// Beginnings of paths that are let through, by whole segments; none given: all.
    package var paths: [String] = []
    /// How long the application may take to begin its answer.
    package var timeout: Duration = .seconds(60)

    package init() {}

    /// Whether a text can be a prefix of paths as they are compared: in the form that
    /// `ProxyPath` gives them.
    package static func isPrefix(_ text: String) -> Bool {
        text.hasPrefix("/") && (try? ProxyPath.normalized(text)) == text
    }
}
