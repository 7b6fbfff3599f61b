// SPDX-License-Identifier: Apache-2.0

import Glibc
import JSONText

/// The keys of gossip in a file, as Serf keeps them: a JSON array of keys in base64.
///
/// The first key is the one that encrypts. Nobody but the file's owner may have any access to it.
enum KeyringFile {
    /// Room for hundreds of keys; a cluster has two at most times.
    static let limitBytes = 65_536

    /// Whether there is something at `path`, readable or not.
    static func exists(_ path: String) -> Bool {
        var facts = stat()
        return lstat(path, &facts) == 0 || errno != ENOENT
    }

    /// The keys, of which there is at least one.
    static func read(path: String) throws(SettingFlaw) -> [[UInt8]] {
        let isPrivate: Bool
        let bytes: [UInt8]
        do {
            let file = try InputFile.readWithMode(path, limitBytes: limitBytes)
            isPrivate = file.mode & 0o077 == 0
            bytes = file.bytes
        } catch {
            switch error {
            case .unreadable(let errno): throw .unreadableFile(path: path, errno: errno)
            case .tooLarge: throw .fileTooLarge(path: path, limit: limitBytes)
            }
        }
        guard isPrivate else { throw .openToOthers(path: path) }
        let texts: [String]
        do {
            texts = try strings(bytes)
        } catch {
            throw .notAKeyring(path: path)
        }
        guard !texts.isEmpty else { throw .emptyKeyring(path: path) }
        var keys: [[UInt8]] = []
        for (index, text) in texts.enumerated() {
            do {
                keys.append(try KeyText.key(text))
            } catch {
                throw .keyInFile(path: path, number: index + 1, error)
            }
        }
        return keys
    }

    private static func strings(_ bytes: [UInt8]) throws(JSONError) -> [String] {
        var reader = JSONReader(bytes, maximumDepth: 1)
        var strings: [String] = []
        try reader.enterArray()
        while try reader.nextElement() { strings.append(try reader.string()) }
        try reader.finish()
        return strings
    }
}
