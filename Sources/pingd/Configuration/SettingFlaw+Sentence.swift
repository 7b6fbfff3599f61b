// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTPClient
import JSONText
import Memberlist

extension SettingFlaw {
    /// What is wrong and what to write instead, as it stands after the place and a colon.
    var sentence: String {
        switch self {
        case .empty: "is empty; give a value or leave it out"
        case .notADuration(let text):
            "\(quoted(text)) is not a duration; write one like 500ms, 3s, 2m or 1h"
        case .durationOutOfRange(let text, let range):
            "\(quoted(text)) is out of range; "
                + "use \(range.lowerBound.text) to \(range.upperBound.text)"
        case .notAnAddress(let text, let port):
            "\(quoted(text)) is not an IP address with a port; "
                + "write it like 127.0.0.1:\(port) or [::1]:\(port)"
        case .notAPort(let text): "\(quoted(text)) is not a port; use 0 to 65535"
        case .bareIPv6(let text):
            "\(quoted(text)) is ambiguous; put the IPv6 address in brackets, like [::1]:7946"
        case .unspecifiedAddress(let text):
            "\(quoted(text)) cannot be dialled by others; give an address of this machine"
        case .notAJoinAddress(let text):
            "\(quoted(text)) is not a node to join; write it like host, host:7946 or [::1]:7946"
        case .notAChoice(let text, let choices):
            "\(quoted(text)) is not known; use \(choices.joined(separator: ", "))"
        case .notANumber(let text, let range):
            "\(quoted(text)) is not a number from \(range.lowerBound) to \(range.upperBound)"
        case .notACount(let text): "\(quoted(text)) is not a whole number like 3"
        case .impossible(let sentence): sentence
        case .noSuchSocket(let name, let names):
            "of the sockets that were passed, not exactly one is called \(quoted(name)); "
                + (names.isEmpty ? "there are none" : "there are \(names.joined(separator: ", "))")
        case .unwritableFile(let path, let errno):
            "cannot write \(path): \(SystemText.of(errno))"
        case .notABoolean(let text): "\(quoted(text)) is neither true nor false"
        case .tooLong(let bytes, let limit): "is \(bytes) bytes long; the limit is \(limit)"
        case .controlCharacter: "contains a control character; use printable ones"
        case .notAPair(let text): "\(quoted(text)) is not KEY=VALUE"
        case .repeatedTag(let key): "the tag \(quoted(key)) is given twice"
        case .reservedTag(let key): "the tag \(quoted(key)) is pingd's own; choose another"
        case .metadataTooLarge(let bytes, let limit):
            "the tags make \(bytes) bytes of metadata; the protocol's limit is \(limit)"
        case .noRoomForAddress(let bytes, let all, let limit):
            "the tags make \(bytes) bytes of metadata, \(all) with what the node says of itself; "
                + "the protocol's limit is \(limit)"
        case .notAnUpstream(let text, let error): "\(quoted(text)) \(error.sentence.dropLast())"
        case .notAMethod(let text):
            "\(quoted(text)) is not a method; write them in capitals, like GET,POST"
        case .notAPrefix(let text):
            "\(quoted(text)) is not the beginning of a path in its plain form; write it like /api, "
                + "without dot segments and needless escapes"
        case .nothingToJoin: "there is nobody to join; give an address with --join"
        case .delegateVersions(let versions):
            "the delegate versions are min \(versions.min), max \(versions.max), "
                + "spoken \(versions.current); the one spoken must lie between the other two"
        case .unreadableFile(let path, let errno):
            "cannot read \(path): \(SystemText.of(errno))"
        case .fileTooLarge(let path, let limit): "\(path) is longer than \(limit) bytes"
        default: secretSentence
        }
    }

    /// A secret itself is not repeated: it would end up in a log.
    private var secretSentence: String {
        switch self {
        case .noToken(let path):
            "\(path) holds no token; make one with: head -c 32 /dev/urandom | base64 > \(path)"
        case .notAToken(let path, let line):
            "\(path):\(line): is no token; write 1 to \(TokenFile.tokenBytes) visible ASCII "
                + "characters"
        case .notPermissions(let path, let line):
            "\(path):\(line): a token is followed by nothing, or by a space and what it permits: "
                + "read,send,operate"
        case .notBase64: "is not base64; make a key with: head -c 32 /dev/urandom | base64"
        case .keyLength(let bytes): "the key has \(bytes) bytes; use 16, 24 or 32"
        case .notAKeyring(let path):
            "\(path) is no keyring; write a JSON array of keys in base64, like [\"…\"]"
        case .emptyKeyring(let path): "\(path) holds no key; leave it out to go without encryption"
        case .openToOthers(let path):
            "others than its owner may use \(path); change that with: chmod 600 \(path)"
        case .keyInFile(let path, let number, let flaw):
            "\(path), key \(number): \(flaw.sentence)"
        default: ""
        }
    }

    /// At most 80 characters, none of which drives a terminal.
    private func quoted(_ text: String) -> String {
        let shown = text.count > 80 ? text.prefix(80) + "…" : Substring(text)
        return "\"" + PrintableText.escaping(String(shown)) + "\""
    }
}
