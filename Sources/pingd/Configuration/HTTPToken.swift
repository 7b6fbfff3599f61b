// SPDX-License-Identifier: Apache-2.0

/// The secret of the HTTP API, kept in a file.
enum HTTPToken {
    /// Far more than a secret needs, and less than a field of a request may hold.
    static let limitBytes = 4_096

    /// The file's content without the white space around it.
    static func read(path: String) throws(SettingFlaw) -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = try InputFile.read(path, limitBytes: limitBytes)
        } catch {
            switch error {
            case .unreadable(let errno): throw .unreadableFile(path: path, errno: errno)
            case .tooLarge: throw .fileTooLarge(path: path, limit: limitBytes)
            }
        }
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || 0x09...0x0D ~= $0 }
        var token = bytes.drop(while: isSpace)
        while let last = token.last, isSpace(last) { token.removeLast() }
        guard !token.isEmpty, token.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw .notAToken(path: path)
        }
        return Array(token)
    }
}
