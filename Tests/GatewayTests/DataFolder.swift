// SPDX-License-Identifier: Apache-2.0

import Foundation
import Reactor

@testable import Gateway
@testable import Journal

/// A directory with a journal of a test, gone afterwards.
final class DataFolder {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "pingd-data-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        path = folder.path()
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func open(_ change: (inout JournalLimits) -> Void = { _ in }) throws -> OpenJournal {
        var limits = JournalLimits()
        change(&limits)
        return try OpenJournal(
            directory: path + "/data",
            limits: limits,
            identity: UInt64.random(in: 1...UInt64.max),
            wall: WallClock.milliseconds
        )
    }
}
