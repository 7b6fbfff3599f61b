// SPDX-License-Identifier: Apache-2.0

/// The command line's share of the configuration, from which the whole can be read again.
struct ConfigurationSource {
    static let fileVariable = "PINGD_CONFIG"

    var flags: [SettingKey: [String]]
    /// `--config`.
    var file: String?

    /// Reads the environment and the file, and checks everything.
    ///
    /// - Parameters:
    ///   - environment: all variables of the process.
    ///   - hostName: the node's name when none was given.
    /// - Returns: a configuration whose every value is in range.
    /// - Throws: the first thing that is wrong, with its place.
    func configuration(
        environment: [String: String],
        hostName: String?
    ) throws(ConfigurationError) -> Configuration {
        let layers = try layers(environment)
        let sockets = PassedSockets(environment)
        return try Configuration(layers, hostName: hostName, sockets: sockets)
    }

    /// What was given, and where.
    func layers(_ environment: [String: String]) throws(ConfigurationError) -> SettingLayers {
        let variable = environment[Self.fileVariable, default: ""]
        let path = file ?? (variable.isEmpty ? nil : variable)
        return SettingLayers(
            flags: flags,
            environment: environment,
            file: try path.map { path throws(ConfigurationError) in
                try ConfigurationFile.read(path)
            }
        )
    }
}
