// SPDX-License-Identifier: Apache-2.0

/// What became of one address of `POST /join`.
package struct JoinResultBody: Codable, Equatable, Sendable {
    /// As it was given.
    package var address: String
    /// `joined` or `failed`.
    package var status: String
    /// What went wrong, without a full stop; also beside `joined`, when a name has several
    /// addresses.
    package var error: String?

    package init(address: String, status: String, error: String? = nil) {
        self.address = address
        self.status = status
        self.error = error
    }
}
