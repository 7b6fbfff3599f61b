// SPDX-License-Identifier: Apache-2.0

/// Where a value was given.
enum Origin: Equatable {
    case flag(SettingKey)
    case variable(String)
    /// A line of the configuration file, counted from 1.
    case line(Int, file: String, SettingKey)
    /// Nobody said anything.
    case standard
}

extension Origin: CustomStringConvertible {
    /// How an operator finds it: `--ping`, `PINGD_PING`, `/etc/pingd.yaml:4: ping`.
    var description: String {
        switch self {
        case .flag(let key): "--" + key.rawValue
        case .variable(let name): name
        case .line(let line, let file, let key): "\(file):\(line): \(key.rawValue)"
        case .standard: "default"
        }
    }
}
