// SPDX-License-Identifier: Apache-2.0

/// What can be wrong with a value.
enum SettingFlaw: Error, Equatable {
    case empty
    case notADuration(String)
    case durationOutOfRange(String, ClosedRange<Duration>)
    /// Neither address nor `address:port`.
    case notAnAddress(String)
    case notAPort(String)
    /// Colons without brackets: where the port begins is anybody's guess.
    case bareIPv6(String)
    /// `0.0.0.0` or `::`, which nobody can dial.
    case unspecifiedAddress(String)
    case notAJoinAddress(String)
    case notAChoice(String, of: [String])
    case notANumber(String, ClosedRange<Int>)
    case notABoolean(String)
    case tooLong(bytes: Int, limit: Int)
    case controlCharacter
    case notAPair(String)
    case repeatedTag(String)
    case reservedTag(String)
    case metadataTooLarge(bytes: Int, limit: Int)
    case nothingToJoin
    case unreadableFile(path: String, errno: Int32)
    case fileTooLarge(path: String, limit: Int)
    case notAToken(path: String)
    case notBase64
    case keyLength(bytes: Int)
    case keyAndKeyring
    /// Not an array of strings in JSON.
    case notAKeyring(path: String)
    case emptyKeyring(path: String)
    /// Somebody else may read or change the file.
    case openToOthers(path: String)
    /// What is wrong with one key of a file, counted from 1.
    indirect case keyInFile(path: String, number: Int, SettingFlaw)
}
