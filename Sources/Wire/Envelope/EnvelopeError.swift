// SPDX-License-Identifier: Apache-2.0

/// Why an envelope was not opened (spec §5.2).
package enum EnvelopeError: Error, Hashable, Sendable {
    case tooShort(bytes: Int)
    case unknownVersion(UInt8)
    /// None of our keys fits, the label differs, or the bytes were changed on the way.
    case noKeyFits
    /// Opened, but not padded as the version asks.
    case paddingMalformed

    /// A stable name to count by.
    package var reason: String {
        switch self {
        case .tooShort: "envelope-too-short"
        case .unknownVersion: "envelope-version"
        case .noKeyFits: "no-key-fits"
        case .paddingMalformed: "envelope-padding"
        }
    }
}

extension EnvelopeError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooShort(let bytes): "\(bytes) bytes are too short to be encrypted"
        case .unknownVersion(let version): "encryption version \(version) is unknown"
        case .noKeyFits: "none of the keys here opens it: key or label differs?"
        case .paddingMalformed: "what was encrypted is padded wrongly"
        }
    }
}
