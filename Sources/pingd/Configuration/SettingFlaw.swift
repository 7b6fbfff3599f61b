// SPDX-License-Identifier: Apache-2.0

import HTTPClient
import Memberlist

/// What can be wrong with a value.
enum SettingFlaw: Error, Equatable {
    case empty
    case notADuration(String)
    case durationOutOfRange(String, ClosedRange<Duration>)
    /// Neither address nor `address:port`; with the port that is usual there.
    case notAnAddress(String, port: UInt16)
    case notAPort(String)
    /// Colons without brackets: where the port begins is anybody's guess.
    case bareIPv6(String)
    /// `0.0.0.0` or `::`, which nobody can dial.
    case unspecifiedAddress(String)
    case notAJoinAddress(String)
    case notAChoice(String, of: [String])
    case notANumber(String, ClosedRange<Int>)
    case notACount(String)
    case notABoolean(String)
    case tooLong(bytes: Int, limit: Int)
    case controlCharacter
    case notAPair(String)
    case repeatedTag(String)
    case reservedTag(String)
    case metadataTooLarge(bytes: Int, limit: Int)
    /// The tags fit, but not beside what the node says of itself.
    case noRoomForAddress(bytes: Int, with: Int, limit: Int)
    case nothingToJoin
    case notAnUpstream(String, UpstreamAddressError)
    case notAMethod(String)
    case notAPrefix(String)
    /// The one spoken does not lie between the other two.
    case delegateVersions(Member.Versions)
    /// In the node's own words.
    case impossible(String)
    /// No passed socket, or more than one, has that name.
    case noSuchSocket(String, of: [String])
    case unwritableFile(path: String, errno: Int32)
    case unreadableFile(path: String, errno: Int32)
    case fileTooLarge(path: String, limit: Int)
    case noToken(path: String)
    /// A line, counted from 1, that cannot be a token.
    case notAToken(path: String, line: Int)
    /// What stands behind a token names no permissions.
    case notPermissions(path: String, line: Int)
    case notBase64
    case keyLength(bytes: Int)
    /// Not an array of strings in JSON.
    case notAKeyring(path: String)
    case emptyKeyring(path: String)
    /// Somebody else may read or change the file.
    case openToOthers(path: String)
    /// What is wrong with one key of a file, counted from 1.
    indirect case keyInFile(path: String, number: Int, SettingFlaw)
}
