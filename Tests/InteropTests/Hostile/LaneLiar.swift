// SPDX-License-Identifier: Apache-2.0

import Glibc
import WireSecurity

@testable import Wire

/// A member that opens a lane as docs/lane-protocol.md says, and then says what it likes.
///
/// Blocking, as the `Attacker` from whom it has its socket.
final class LaneLiar {
    /// The keys of the cluster.
    struct Secrets: Sendable {
        let envelope: KeyringCipher
        let lanes: KeyringLaneKeys

        init?(_ key: [UInt8]) {
            guard let keyring = try? Keyring([key]), let envelope = KeyringCipher(keyring),
                let lanes = KeyringLaneKeys(keyring)
            else { return nil }
            self.envelope = envelope
            self.lanes = lanes
        }
    }

    private let number: Int32
    private let secrets: Secrets?
    private var cipher: (any LaneCipher)?
    /// Everything that was said.
    private(set) var said: [UInt8] = []

    init(_ attacker: Attacker, _ secrets: Secrets? = nil) throws {
        number = try attacker.dial()
        self.secrets = secrets
    }

    deinit { close(number) }

    /// Opens a lane as an honest member does.
    ///
    /// - Returns: the content of the answer, a hello or a refusal; `nil`: none was given.
    @discardableResult
    func open(as name: String, to peer: String, seed: UInt64) -> [UInt8]? {
        var noise = Noise(seed: seed)
        let hello = LaneBytes.hello(
            name,
            to: peer,
            random: noise.bytes(32),
            key: keyName,
            life: noise.bytes(16)
        )
        return open(hello)
    }

    @discardableResult
    func open(_ hello: [UInt8]) -> [UInt8]? {
        write(framed(LaneBytes.opening(hello)))
        guard let answer = readAnswer() else { return nil }
        if let secrets, answer.count > 40, answer[0] == 1, hello.count > 40 {
            cipher = secrets.lanes.cipher(
                key: secrets.lanes.primary,
                side: .dialer,
                salt: Array(hello[8..<40]) + Array(answer[8..<40]),
                transcript: hello + answer
            )
        }
        return answer
    }

    /// The name of the cluster's key; 0: there is none.
    var keyName: UInt64 { secrets?.lanes.primary ?? 0 }

    /// An opening as it travels.
    func framed(_ opening: [UInt8]) -> [UInt8] {
        guard let secrets else { return opening }
        return SealedFrame.around(opening, label: [], by: secrets.envelope)
    }

    /// The content of the next opening that the node says.
    func readAnswer() -> [UInt8]? {
        var decoder = StreamDecoder(
            side: .dialer,
            encryption: secrets.map { Encryption($0.envelope) }
        )
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(number, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            do {
                guard let frame = try decoder.receive(Array(buffer[..<count])) else { continue }
                guard case .lane(let content) = frame else { return nil }
                return content
            } catch {
                return nil
            }
        }
    }

    /// A record of these frames, sealed where there are keys.
    func record(_ frames: [UInt8]) -> [UInt8] {
        guard var cipher else { return LaneBytes.number(UInt64(frames.count), bytes: 4) + frames }
        let length = frames.count + type(of: cipher).overhead
        var content = [UInt8](repeating: 0, count: length)
        frames.withUnsafeBytes { frames in
            content.withUnsafeMutableBytes { cipher.seal(frames, into: $0) }
        }
        self.cipher = cipher
        return LaneBytes.number(UInt64(length), bytes: 4) + content
    }

    func say(_ frames: [UInt8]) { write(record(frames)) }

    /// Bytes as they are; the node may hang up in the middle, which is its right.
    func write(_ bytes: [UInt8]) {
        said += bytes
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Says that no more will come, and waits until the node hangs up.
    func leave() throws {
        shutdown(number, Int32(SHUT_WR))
        try waitForEnd()
    }

    /// Waits until the node hangs up.
    func waitForEnd() throws { _ = try Attacker.readToEnd(number) }
}
