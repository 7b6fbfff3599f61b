// SPDX-License-Identifier: Apache-2.0

/// Why a text names no upstream.
package enum UpstreamAddressError: Error, Equatable, Sendable {
    case notAnAddress
    /// `https://`, which is not spoken.
    case encrypted
    /// A path, query or fragment stands behind the port.
    case hasPath
    case port(String)
    case pathNotAbsolute
    case pathTooLong(bytes: Int)

    /// What is wrong and what to write instead, to follow the setting's name and value.
    package var sentence: String {
        switch self {
        case .notAnAddress:
            "is no address of an upstream: write http://HOST:PORT or unix:/PATH."
        case .encrypted:
            "asks for TLS, which is not spoken to an upstream: write http://HOST:PORT, and let the "
                + "application listen on this machine without it."
        case .hasPath:
            "has a path: requests keep their own, so write http://HOST:PORT alone."
        case .port(let text):
            "has the port \(text.debugDescription): a port is a number from 1 to 65535."
        case .pathNotAbsolute:
            "names a unix socket without its whole path: write unix:/PATH."
        case .pathTooLong(let bytes):
            "names a unix socket with a path of \(bytes) bytes; the system takes 107."
        }
    }
}
