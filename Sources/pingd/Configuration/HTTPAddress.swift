// SPDX-License-Identifier: Apache-2.0

/// Where the HTTP API listens.
enum HTTPAddress: Equatable {
    case tcp(AddressText)
    case unix(path: String)
    /// A socket that was passed, and its descriptor.
    case passed(PassedSockets.Socket)

    /// Longest path of a unix socket (`sun_path`, less its final zero).
    static let unixPathBytes = 107

    /// Reads `ADDR:PORT`, `unix:PATH` or `fd:NAME`.
    init(
        _ text: String,
        standard: AddressText,
        sockets: PassedSockets = PassedSockets()
    ) throws(SettingFlaw) {
        guard !text.hasPrefix("fd:") else {
            self = .passed(try sockets.socket(named: String(text.dropFirst("fd:".count))))
            return
        }
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

extension HTTPAddress: CustomStringConvertible {
    /// As it is written in a setting.
    var description: String {
        switch self {
        case .tcp(let address): "\(address)"
        case .unix(let path): "unix:\(path)"
        case .passed(let socket): "fd:\(socket.name)"
        }
    }
}
