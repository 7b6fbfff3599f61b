// SPDX-License-Identifier: Apache-2.0

/// Where the HTTP API listens.
enum HTTPAddress: Equatable {
    case tcp(AddressText)
    case unix(path: String)

    /// Longest path of a unix socket (`sun_path`, less its final zero).
    static let unixPathBytes = 107

    /// Reads `ADDR:PORT` or `unix:PATH`.
    init(_ text: String, standard: AddressText) throws(SettingFlaw) {
        guard text.hasPrefix("unix:") else {
            self = .tcp(try AddressText(text, standard: standard))
            return
        }
        let path = String(text.dropFirst("unix:".count))
        guard !path.isEmpty else { throw .empty }
        guard path.utf8.count <= Self.unixPathBytes else {
            throw .tooLong(bytes: path.utf8.count, limit: Self.unixPathBytes)
        }
        self = .unix(path: path)
    }
}
