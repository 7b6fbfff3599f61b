// SPDX-License-Identifier: Apache-2.0

import Gateway
import Glibc

/// The secrets of the HTTP API, kept in a file: a line for each, of the token and, behind a space,
/// what it permits (`read,send`); nothing there permits everything.
///
/// Several make rotation possible: the new one is added, then the clients move, then the old one
/// goes. No content of the file is ever repeated to anybody.
enum TokenFile {
    /// Far more than secrets need.
    static let limitBytes = 16_384
    /// Less than a field of a request may hold.
    static let tokenBytes = 4_096

    struct Content: Equatable {
        /// At least one.
        var tokens: [BearerToken]
        /// Whether the file's mode lets every user of the machine read or change it.
        var isOpenToAll: Bool
    }

    static func read(path: String) throws(SettingFlaw) -> Content {
        let file: (bytes: [UInt8], mode: mode_t)
        do {
            file = try InputFile.readWithMode(path, limitBytes: limitBytes)
        } catch {
            switch error {
            case .unreadable(let errno): throw .unreadableFile(path: path, errno: errno)
            case .tooLarge: throw .fileTooLarge(path: path, limit: limitBytes)
            }
        }
        var tokens: [BearerToken] = []
        let lines = file.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let words = line.split { $0 == 0x20 || 0x09...0x0D ~= $0 }
            guard let token = words.first else { continue }
            guard token.count <= tokenBytes, token.allSatisfy({ 0x21...0x7E ~= $0 }) else {
                throw .notAToken(path: path, line: index + 1)
            }
            guard let permissions = permissions(words.dropFirst()) else {
                throw .notPermissions(path: path, line: index + 1)
            }
            tokens.append(BearerToken(Array(token), for: permissions))
        }
        guard !tokens.isEmpty else { throw .noToken(path: path) }
        return Content(tokens: tokens, isOpenToAll: file.mode & 0o006 != 0)
    }

    /// - Returns: `nil` for what names no permissions.
    private static func permissions(_ words: ArraySlice<ArraySlice<UInt8>>) -> Set<Permission>? {
        guard let word = words.first else { return Set(Permission.allCases) }
        guard words.count == 1 else { return nil }
        var permissions: Set<Permission> = []
        for name in word.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let name = String(decoding: name, as: UTF8.self)
            guard let permission = Permission(rawValue: name) else { return nil }
            permissions.insert(permission)
        }
        return permissions
    }
}
