// SPDX-License-Identifier: Apache-2.0

/// Why no configuration could be made.
enum ConfigurationError: Error, Equatable {
    case setting(SettingFlaw, Origin)
    case file(ConfigurationFileError, path: String)
    /// The system does not tell this machine's name.
    case noHostName
}

extension ConfigurationError {
    /// The only place where a configuration's failure becomes a sentence and an exit code.
    var refusal: Refusal {
        switch self {
        case .setting(let flaw, let origin):
            Refusal(
                sentence: "\(origin): \(flaw.sentence)",
                exitStatus: Self.exitStatus(flaw, origin)
            )
        case .file(let error, let path):
            Refusal(sentence: error.sentence(path: path), exitStatus: .configuration)
        case .noHostName:
            Refusal(
                sentence: "this machine has no usable host name; give the node one with --name",
                exitStatus: .configuration
            )
        }
    }

    /// A wrong flag is wrong usage, unless only the file system can tell that it is wrong.
    private static func exitStatus(_ flaw: SettingFlaw, _ origin: Origin) -> ExitStatus {
        switch (flaw, origin) {
        case (.unreadableFile, _), (.unwritableFile, _), (.fileTooLarge, _), (.noToken, _),
            (.noSuchSocket, _), (.notAToken, _), (.notPermissions, _), (.notAKeyring, _),
            (.emptyKeyring, _),
            (.openToOthers, _), (.keyInFile, _):
            .configuration
        case (_, .flag): .usage
        case (_, .variable), (_, .line), (_, .standard): .configuration
        }
    }
}
