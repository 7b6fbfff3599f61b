// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import pingd

/// A configuration made of what a test gives.
enum Settings {
    static func read(
        _ flags: [String] = [],
        environment: [String: String] = [:],
        file: String? = nil,
        hostName: String? = "machine"
    ) throws -> Configuration {
        let temporary = try file.map { try TemporaryFile($0) }
        return try withExtendedLifetime(temporary) {
            let arguments = flags + (temporary.map { ["--config", $0.path] } ?? [])
            guard case .run(let source) = try Invocation(arguments) else { throw NotARun() }
            return try source.configuration(environment: environment, hostName: hostName)
        }
    }

    /// What pingd says and ends with, where `FILE` stands for the file's path.
    static func refusal(
        _ flags: [String] = [],
        environment: [String: String] = [:],
        file: String? = nil,
        hostName: String? = "machine"
    ) throws -> Refusal? {
        let temporary = try file.map { try TemporaryFile($0) }
        let all = flags + (temporary.map { ["--config", $0.path] } ?? [])
        do {
            _ = try read(all, environment: environment, hostName: hostName)
            return nil
        } catch let error as ConfigurationError {
            var refusal = error.refusal
            if let temporary {
                refusal.sentence = refusal.sentence
                    .replacingOccurrences(of: temporary.path, with: "FILE")
            }
            return refusal
        } catch let refusal as Refusal {
            return refusal
        }
    }

    struct NotARun: Error {}
}
