// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Messaging

@Suite struct InboxTests {
    private static func message(_ text: String) -> InboxMessage {
        InboxMessage(
            receivedAtUnixMilliseconds: 1,
            sender: nil,
            carrier: .packet,
            payload: Array(text.utf8)
        )
    }

    private func inbox(
        _ texts: [String] = [],
        messages: Int = 10,
        bytes: Int = 1_000_000
    ) -> Inbox {
        var limits = InboxLimits()
        limits.messages = messages
        limits.bytes = bytes
        var inbox = Inbox(limits: limits, first: 1_000)
        for text in texts { inbox.append(Self.message(text)) }
        return inbox
    }

    private func texts(_ page: InboxPage) -> [String] {
        page.entries.map { String(decoding: $0.message.payload, as: UTF8.self) }
    }

    private func page(
        _ inbox: Inbox,
        after: UInt64? = nil,
        limit: Int = 100,
        key: String? = nil
    ) -> InboxPage {
        inbox.page(after: after, limit: limit, payloadBytes: 1_000_000, key: key)
    }

    @Test func `numbers begin where they are told to and grow by one`() {
        var inbox = inbox()
        #expect([inbox.first, inbox.next, inbox.oldest] == [1_000, 1_000, 1_000])
        #expect(inbox.append(Self.message("a")) == 1_000)
        #expect(inbox.append(Self.message("b")) == 1_001)
        #expect(page(inbox).entries.map(\.sequence) == [1_000, 1_001])
        #expect(page(inbox).next == 1_002)
    }

    @Test func `an empty inbox has nothing and misses nothing`() {
        let page = page(inbox())
        #expect(page == InboxPage(next: 1_000, oldest: 1_000, gap: false))
        #expect(self.page(inbox(), after: 999).gap == false)
    }

    @Test func `pages that follow each other hold everything once`() {
        let inbox = inbox((0..<10).map { "\($0)" })
        var seen: [String] = []
        var after: UInt64?
        for _ in 0..<4 {
            let page = page(inbox, after: after, limit: 3)
            #expect(page.gap == false)
            seen += texts(page)
            after = page.next - 1
        }
        #expect(seen == (0..<10).map { "\($0)" })
        #expect(page(inbox, after: after).entries.isEmpty)
    }

    @Test func `the oldest goes when there are too many, and whoever wanted it is told`() {
        let inbox = inbox((0..<12).map { "\($0)" })
        #expect(inbox.count == 10)
        #expect(inbox.dropped == 2)
        #expect(inbox.oldest == 1_002)
        #expect(page(inbox).gap)
        #expect(page(inbox, after: 0).gap)
        #expect(page(inbox, after: 1_000).gap)
        #expect(page(inbox, after: 1_001).gap == false)
        #expect(texts(page(inbox, after: 1_001)).first == "2")
    }

    @Test func `the oldest goes when the bytes are too many`() {
        let long = String(repeating: "x", count: 300)
        let inbox = inbox([long, long, "short"], bytes: 1_000)
        #expect(inbox.count == 3)
        var more = inbox
        more.append(Self.message(long))
        #expect(more.dropped == 1)
        #expect(more.bytes <= 1_000)
    }

    @Test func `a message for which there is no room has a number and is gone`() {
        var inbox = inbox(["a"], bytes: 1_000)
        let large = Self.message(String(repeating: "x", count: 1_001))
        #expect(inbox.append(large) == 1_001)
        #expect(inbox.count == 0)
        #expect(inbox.bytes == 0)
        #expect(inbox.dropped == 2)
        #expect(page(inbox, after: 1_000) == InboxPage(next: 1_002, oldest: 1_002, gap: true))
        #expect(inbox.append(Self.message("b")) == 1_002)
    }

    @Test func `a page ends with the message that makes it long enough`() {
        let inbox = inbox(["aaaa", "bbbb", "cccc"])
        let page = inbox.page(after: nil, limit: 100, payloadBytes: 5)
        #expect(texts(page) == ["aaaa", "bbbb"])
        #expect(page.next == 1_002)
        #expect(texts(inbox.page(after: nil, limit: 100, payloadBytes: 1)) == ["aaaa"])
    }

    @Test func `a key finds messages of the game, and says how far it looked`() {
        let ping = #"{"key":"ping","value":1}"#
        let inbox = inbox(["text", ping, #"{"key":"pong","value":2}"#, ping, "text"])
        let first = page(inbox, limit: 1, key: "ping")
        #expect(first.entries.map(\.sequence) == [1_001])
        #expect(first.next == 1_002)
        let second = page(inbox, after: first.next - 1, limit: 1, key: "ping")
        #expect(second.entries.map(\.sequence) == [1_003])
        #expect(page(inbox, after: second.next - 1, key: "ping").next == 1_005)
        #expect(page(inbox, key: "none").next == 1_005)
    }

    @Test func `a number from before a restart is told that something may be missing`() {
        #expect(page(inbox(["a"]), after: 500).gap)
        #expect(texts(page(inbox(["a"]), after: 500)) == ["a"])
    }

    @Test(arguments: [1_001, 5_000, UInt64.max])
    func `a number that was never given is told where the numbers are`(after: UInt64) {
        #expect(
            page(inbox(["a"]), after: after) == InboxPage(next: 1_001, oldest: 1_000, gap: true)
        )
    }
}
