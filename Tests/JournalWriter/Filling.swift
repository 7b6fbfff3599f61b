// SPDX-License-Identifier: Apache-2.0

import Glibc
import Journal

/// Fills a small disk, sees that nothing is lost, makes room, and goes on.
enum Filling {
    static func run(in directory: String) async throws {
        let data = directory + "/data"
        // Room that is given back when the disk is full.
        let ballast = directory + "/ballast"
        guard take(1_280, ballast) else { return Lines.write("there is no room for the ballast") }
        var journal = try Clock.open(data)
        var stored: [UInt64] = []
        let trouble = await fill(journal, &stored)
        Lines.write("full: \(trouble), goes on: \(trouble.canGoOn)")
        let again = await fill(journal, &stored)
        Lines.write("still full: \(again == trouble)")
        Lines.write("readable: \(try await kept(journal) == stored)")
        Lines.write("says so: \(journal.statistics.trouble == trouble)")

        unlink(ballast)
        stored.append(try await append(journal))
        Lines.write("goes on: \(journal.statistics.trouble == nil)")
        await journal.close()
        journal = try Clock.open(data)
        Lines.write("kept: \(try await kept(journal) == stored), some: \(stored.count > 5)")

        // A start on a full disk loses nothing, whether it is refused or not; one that has to make
        // the files is.
        _ = await fill(journal, &stored)
        await journal.close()
        while take(4, directory + "/filler", O_APPEND) {}
        Lines.write("a new one: \(await start(directory + "/other"))")
        _ = await start(data)
        unlink(directory + "/filler")
        journal = try Clock.open(data)
        Lines.write("kept: \(try await kept(journal) == stored)")
        await journal.close()
    }

    /// Opens a journal and closes it again; how that went.
    private static func start(_ directory: String) async -> String {
        do throws(JournalError) {
            await (try Clock.open(directory)).close()
            return "is open"
        } catch {
            return "\(error)"
        }
    }

    /// Takes room on the disk; false when there is not as much.
    private static func take(_ kilobytes: Int, _ path: String, _ flags: Int32 = 0) -> Bool {
        let file = open(path, O_CREAT | O_WRONLY | O_CLOEXEC | flags, 0o600)
        defer { _ = close(file) }
        let bytes = [UInt8](repeating: 1, count: kilobytes * 1_024)
        return write(file, bytes, bytes.count) == bytes.count
    }

    private static func fill(
        _ journal: OpenJournal,
        _ stored: inout [UInt64]
    ) async -> JournalError {
        while true {
            do throws(JournalError) {
                stored.append(try await append(journal))
            } catch {
                return error
            }
        }
    }

    private static func append(_ journal: OpenJournal) async throws(JournalError) -> UInt64 {
        let message = JournalMessage(
            receivedAtUnixMilliseconds: Clock.wall,
            sender: nil,
            carrier: "fill",
            payload: [UInt8](repeating: 7, count: 16 * 1024)
        )
        return try await journal.perform(.append(message), at: Clock.wall)
    }

    private static func kept(_ journal: OpenJournal) async throws(JournalError) -> [UInt64] {
        let page = try await journal.perform(
            .page(from: 0, limit: 100_000, payloadBytes: .max),
            at: Clock.wall
        )
        return page.entries.map(\.sequence)
    }
}
