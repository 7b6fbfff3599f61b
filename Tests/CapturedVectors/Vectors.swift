// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The golden vectors beside the test targets; their README says where they came from.
package enum Vectors {
    private struct File<Case: Decodable>: Decodable {
        let cases: [Case]
    }

    /// All cases of one file, in its order.
    package static func cases<Case: Decodable>(_ name: String, as _: Case.Type = Case.self)
        -> [Case]
    {
        file(name, as: File<Case>.self).cases
    }

    /// One file.
    package static func file<Content: Decodable>(_ name: String, as _: Content.Type) -> Content {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
        do {
            let bytes = try Data(contentsOf: folder.appending(path: "Vectors/\(name).json"))
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(Content.self, from: bytes)
        } catch {
            fatalError("vector file \(name) cannot be read: \(error)")
        }
    }
}
