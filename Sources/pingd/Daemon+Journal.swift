// SPDX-License-Identifier: Apache-2.0

import Gateway
import Journal
import Logging
import Memberlist
import Reactor

extension Daemon {
    /// Members known before a restart that are dialled at the start.
    private static let formerMembers = 16

    /// Opens what `--data-dir` names.
    func openJournal() throws(Refusal) -> OpenJournal? {
        guard let directory = configuration.dataDirectory else { return nil }
        do throws(JournalError) {
            let wall = WallClock.microseconds
            let journal = try OpenJournal(
                directory: directory,
                limits: configuration.journalLimits,
                identity: UInt64.random(in: 1...UInt64.max),
                // Higher than what a node without a journal gave before.
                firstSequence: UInt64(max(1, wall)),
                wall: wall / 1_000
            )
            logger.info("the journal is open", metadata: ["file": "\(journal.path)"])
            return journal
        } catch {
            throw Refusal(error)
        }
    }

    /// Has the node go back to those whom it knew before a restart.
    func remember(_ journal: OpenJournal?, _ settings: inout NodeSettings) async throws(Refusal) {
        guard let journal else { return }
        let memory = MemberMemory(journal)
        let hear = settings.news
        settings.news = { news in
            memory.hear(news)
            hear?(news)
        }
        // Who has to reach somebody of the list or end does not go elsewhere.
        guard !configuration.joinOnce else { return }
        do throws(JournalError) {
            settings.formerMembers = try await memory.formerMembers(
                limit: Self.formerMembers,
                named: settings.requireNodeNames
            )
        } catch {
            throw Refusal(error)
        }
    }

    /// What the node hears is kept in the journal where there is one.
    func makeFeed(_ journal: OpenJournal?) async throws(Refusal) -> Feed {
        guard let journal else { return Feed(limits: configuration.feedLimits) }
        do throws(JournalError) {
            return try await Feed.keeping(
                in: journal,
                limits: configuration.feedLimits,
                logger: logger
            )
        } catch {
            throw Refusal(error)
        }
    }
}
