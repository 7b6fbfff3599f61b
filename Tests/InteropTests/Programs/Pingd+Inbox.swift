// SPDX-License-Identifier: Apache-2.0

extension Pingd {
    /// What `GET /messages` answers.
    struct Inbox: Decodable {
        struct Message: Decodable, Equatable {
            let from: String?
            let via: String
            let text: String?
        }

        let messages: [Message]
        let next: UInt64
    }

    /// Waits until the inbox holds that many messages, and gives all of it.
    func inbox(holds count: Int) async throws -> [Inbox.Message] {
        var all: [Inbox.Message] = []
        var after: UInt64 = 0
        let deadline = ContinuousClock.now + .seconds(20)
        while all.count < count {
            guard ContinuousClock.now < deadline else {
                throw Child.StartError(description: "\(name) has only \(all)")
            }
            let page = try await ask("/messages?after=\(after)&wait=2s").decode(Inbox.self)
            all += page.messages
            after = page.next - 1
        }
        return all
    }
}
