// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import Journal

/// A directory of one test, and the journal in it; it is gone afterwards.
final class Folder {
    let path: String
    /// What the tests' clock shows, in milliseconds since 1970.
    var wall: Int64 = 1_790_000_000_000

    init() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "pingd-journal-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        path = folder.path()
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var data: String { path + "/data" }
    var database: String { data + "/journal.sqlite" }

    func open(
        _ limits: JournalLimits = JournalLimits(),
        firstSequence: UInt64 = 1
    ) throws(JournalError) -> OpenJournal {
        try OpenJournal(
            directory: data,
            limits: limits,
            identity: 0xfeed_0000_0000_0001,
            firstSequence: firstSequence,
            wall: wall
        )
    }

    /// A connection to the database as another program has one.
    func outside() throws -> Database { try Database(path: database, busyMilliseconds: 0) }

    /// The words of the refusal to open it, which must come.
    func refusal(_ limits: JournalLimits = JournalLimits()) async -> JournalError? {
        do throws(JournalError) {
            await (try open(limits)).close()
            return nil
        } catch {
            return error
        }
    }

    /// Opens it, does something, and closes it.
    func once<Answer: Sendable>(
        _ limits: JournalLimits = JournalLimits(),
        _ body: (OpenJournal) async throws -> Answer
    ) async throws -> Answer {
        let journal = try open(limits)
        do {
            let answer = try await body(journal)
            await journal.close()
            return answer
        } catch {
            await journal.close()
            throw error
        }
    }
}

extension JournalMessage {
    /// A message of which only the text matters.
    init(_ text: String, from sender: String? = "alpha") {
        self.init(
            receivedAtUnixMilliseconds: 1_790_000_000_000,
            sender: sender,
            carrier: "stream",
            payload: Array(text.utf8)
        )
    }

    var text: String { String(decoding: payload, as: UTF8.self) }
}

extension OpenJournal {
    /// Every message of the inbox.
    func everything(at wall: Int64) async throws(JournalError) -> [JournalPage.Entry] {
        try await perform(.page(from: 0, limit: .max, payloadBytes: .max), at: wall).entries
    }
}

extension Database {
    func execute(_ sql: String) throws {
        try access { (connection) throws(StorageFailure) in try connection.runAll(sql) }
    }
}
