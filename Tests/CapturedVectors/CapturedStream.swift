// SPDX-License-Identifier: Apache-2.0

package import Wire

/// A case of streams.json: a frame, and the bytes that the reference writes for it.
package struct CapturedStream: Decodable {
    package let versions: [String]
    package let compression: Bool
    package let frame: String
    /// Empty without encryption.
    package let keyHex: Hex
    package let label: String
    package let plainFrameHex: Hex
    package let streamHex: Hex
    package let userHex: Hex?
    package let userStateHex: Hex?
    package let join: Bool?
    /// Only with encryption.
    package let nonceHex: Hex?
    package let protocolVersion: UInt8

    /// All cases with a key, or all without.
    package static func cases(withKey: Bool) -> [CapturedStream] {
        Vectors.cases("streams", as: CapturedStream.self)
            .filter { $0.keyHex.bytes.isEmpty != withKey }
    }

    /// The side that reads such a frame.
    package var side: StreamDecoder.Side { frame == "err" ? .dialer : .acceptor }

    /// What the reader's side finds before the frame and in it: labels go one way only.
    package var stream: [UInt8] {
        let header = side == .acceptor ? LabelHeader.encoded([UInt8](label.utf8)) : []
        return header + streamHex.bytes
    }
}
