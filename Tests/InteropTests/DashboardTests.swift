// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

extension RealPrograms {
    /// The dashboard in a real browser, before real nodes.
    @Suite(.enabled(if: Installation.hasChromium, "no Chromium: run scripts/test"))
    struct DashboardTests {
        /// Notes when each member was first shown in each state, by the browser's clock.
        private static let observer = """
            window.seenAt = {};
            const note = () => {
              for (const row of document.querySelectorAll('#rows tr')) {
                const what = row.dataset.name + ' ' + row.dataset.state;
                window.seenAt[what] ??= Date.now();
              }
            };
            note();
            new MutationObserver(note).observe(document.getElementById('rows'), {
              subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });
            """

        private static let table = """
            [...document.querySelectorAll('#rows tr')]
              .map(row => row.dataset.name + ' ' + row.dataset.state)
            """

        private static func isLive(_ rows: Int) -> String {
            "document.documentElement?.dataset.link === 'live' && "
                + "document.querySelectorAll('#rows tr').length === \(rows)"
        }

        /// When each member came into its present state, in milliseconds since 1970.
        private static func since(_ node: Pingd) async throws -> [String: Double] {
            struct View: Decodable {
                struct Member: Decodable {
                    let name: String
                    let state: String
                    let since: String
                }

                let members: [Member]
            }
            let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
            let view = try await node.ask("/members").decode(View.self)
            return try Dictionary(
                uniqueKeysWithValues: view.members.map { member in
                    let date = try Date(member.since, strategy: format)
                    return ("\(member.name) \(member.state)", date.timeIntervalSince1970 * 1_000)
                }
            )
        }

        private static func audit() throws -> String {
            let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("Pages/audit.js")
            return try String(contentsOf: file, encoding: .utf8)
        }

        @Test func `of five one is killed, and within 2 s of the member list the page shows it`()
            async throws
        {
            try await Scene.play { scene in
                let node = try await scene.pingd("web1", ["--meta", "zone=1a"])
                var others: [Pingd] = []
                for (name, zone) in [
                    ("cache1", "1a"), ("db1", "1a"), ("db2", "1b"), ("web2", "1b"),
                ] {
                    let pings = name == "web2" ? ["--ping", "2s"] : []
                    others.append(
                        try await scene.pingd(
                            name,
                            ["--join", node.address, "--meta", "zone=\(zone)"] + pings
                        )
                    )
                }
                try await node.sees(alive: "cache1", "db1", "db2", "web1", "web2")
                let page = try await BrowserPage(in: scene)
                try await page.resize(1_280, 880)
                try await page.go(to: node.url)
                try await page.waits("five members", until: Self.isLive(5))
                try await page.run(Self.observer)
                try await page.waits(
                    "a pong, and how long each member takes",
                    until: """
                        document.querySelector('#events .pong') !== null
                          && [...document.querySelectorAll('#rows .rtt')]
                            .filter(cell => cell.textContent.endsWith(' ms')).length >= 4
                        """
                )

                others[0].child.signal(SIGKILL)
                for state in ["suspect", "dead"] {
                    try await node.members("cache1 \(state)") { $0["cache1"]?.state == state }
                    let what = "cache1 \(state)"
                    let since = try #require(try await Self.since(node)[what])
                    try await page.waits(what, until: "'\(what)' in window.seenAt")
                    let seen: Double = try await page.value("window.seenAt['\(what)']")
                    #expect(seen - since < 2_000, "\(what) was shown after \(seen - since) ms")
                }
                let view = try await node.members()
                let all = view.members.map { "\($0.name) \($0.state)" }
                #expect(try await page.value(Self.table, as: [String].self) == all)
                try await page.waits(
                    "the version of the list",
                    until: "document.getElementById('rows').dataset.version === '\(view.version)'"
                )
                try await page.waits(
                    "the news to a screen reader",
                    until: "document.getElementById('say').textContent.includes('cache1 is dead')"
                )
                try await page.run("document.getElementById('send-button').click()")
                try await page.waits(
                    "what became of the message",
                    until: "document.querySelectorAll('#result li').length === 3"
                )
                try await Self.keepPictures(of: page)
                #expect(page.complaints == [])
                try await page.close()
            }
        }

        /// Where `PINGD_PICTURES` asks for it: what the documentation shows.
        private static func keepPictures(of page: BrowserPage) async throws {
            let looks = [
                ("light", "light", 1_280, 880), ("dark", "dark", 1_280, 880),
                ("phone", "light", 360, 780),
            ]
            for (name, scheme, width, height) in looks {
                try await page.prefer(["prefers-color-scheme": scheme])
                try await page.resize(width, height, isPhone: name == "phone")
                let picture = try await page.picture()
                #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]) && picture.count > 20_000)
                guard let folder = ProcessInfo.processInfo.environment["PINGD_PICTURES"] else {
                    continue
                }
                let path = URL(fileURLWithPath: folder)
                    .appendingPathComponent("dashboard-\(name).webp")
                try await page.picture("webp").write(to: path)
            }
        }

        @Test func `whoever sees nothing, sees badly, or has no mouse can use the page`()
            async throws
        {
            try await Scene.play { scene in
                let node = try await scene.pingd("node1", ["--meta", "zone=1a"])
                let other = try await scene.pingd(
                    "node2",
                    ["--join", node.address, "--meta", "zone=1b"]
                )
                let audit = try Self.audit()
                let page = try await BrowserPage(in: scene)
                try await page.resize(1_280, 880)
                try await page.go(to: node.url)
                try await page.waits("both members", until: Self.isLive(2))
                other.child.signal(SIGKILL)
                try await page.run("document.getElementById('send-button').click()")
                try await page.waits("a result", until: "document.querySelector('#result > *')")
                try await page.waits("who is dead", until: "document.querySelector('.badge.dead')")
                for scheme in ["light", "dark"] {
                    for width in [1_280, 900, 360] {
                        try await page.prefer([
                            "prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce",
                        ])
                        try await page.resize(width, 800, isPhone: width == 360)
                        let wrong = try await page.value(audit, as: [String].self)
                        #expect(wrong == [], "\(scheme), \(width) pixels wide")
                    }
                }
                try await Self.checkNames(page)
                try await Self.checkKeyboard(page)
                node.child.signal(SIGKILL)
                try await page.waits(
                    "that it is lost",
                    until: "document.documentElement.dataset.link === 'lost'"
                )
                let wrong = try await page.value(audit, as: [String].self)
                #expect(wrong == [], "while the connection is lost")
                try await page.close()
            }
        }

        /// What the browser tells a screen reader: everything that can be used has a name.
        private static func checkNames(_ page: BrowserPage) async throws {
            let usable: Set = [
                "button", "checkbox", "columnheader", "combobox", "image", "img", "link", "radio",
                "region", "searchbox", "table", "textbox",
            ]
            let tree = try await page.order("Accessibility.getFullAXTree")
            let nodes = tree["nodes"] as? [[String: Any]] ?? []
            var roles: Set<String> = []
            for node in nodes where node["ignored"] as? Bool != true {
                let role = (node["role"] as? [String: Any])?["value"] as? String ?? ""
                guard usable.contains(role) else { continue }
                roles.insert(role)
                let name = (node["name"] as? [String: Any])?["value"] as? String ?? ""
                #expect(!name.isEmpty, "a \(role) has no name: \(node)")
            }
            let missing = usable.subtracting(roles).subtracting(["img", "image", "combobox"])
            #expect(missing.isEmpty, "the tree has no \(missing)")
        }

        /// The Tab key goes through the page from top to bottom, and everybody sees where it is.
        private static func checkKeyboard(_ page: BrowserPage) async throws {
            try await page.resize(1_280, 880)
            try await page.run("document.activeElement.blur(); scrollTo(0, 0)")
            let place = """
                (() => {
                  const [last, at] = [window.lastFocus, document.activeElement];
                  window.lastFocus = at;
                  // The page is alive: what had the focus may be gone, and then tells no order.
                  const follows = !last || !last.isConnected
                    || (last.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING) > 0;
                  const ring = [at, at.nextElementSibling].some(each => each !== null
                    && getComputedStyle(each).outlineStyle !== 'none');
                  return [String(follows), at.id || at.tagName, String(ring)];
                })()
                """
            var visited: [String] = []
            for _ in 0..<60 {
                try await page.press("Tab")
                let now = try await page.value(place, as: [String].self)
                guard now[0] == "true", now[1] != "BODY" else { break }
                #expect(now[2] == "true", "\(now[1]) does not show that it has the focus")
                visited.append(now[1])
            }
            let wanted = [
                "filter", "pause", "to", "key", "value", "send-button", "shortcuts", "api",
            ]
            #expect(visited.filter(wanted.contains) == wanted, "the order was \(visited)")
            try await page.run("document.activeElement.blur()")
            try await page.press("/")
            #expect(try await page.value("document.activeElement.id") == "filter")
            try await page.press("x")
            #expect(try await page.value("document.getElementById('filter').value") == "x")
            try await page.waits("no member", until: "document.querySelector('#rows tr') === null")
        }

        @Test func `when the node is gone the page says so, and comes back with it`() async throws {
            try await Scene.play { scene in
                let ports = (gossip: FreePorts.one(), http: FreePorts.one())
                let first = try await scene.pingd("node1", port: ports.gossip, httpPort: ports.http)
                let other = try await scene.pingd("node2", ["--join", first.address])
                let page = try await BrowserPage(in: scene)
                try await page.go(to: first.url)
                try await page.waits("both members", until: Self.isLive(2))
                first.child.signal(SIGKILL)
                try await page.waits(
                    "that the connection is lost, since when, and what it does about it",
                    until: #"""
                        /lost\.[^]*Retrying (in \d+ s|now)\.[^]*Last heard at \d\d:\d\d:\d\d/
                          .test(document.getElementById('lost').innerText)
                        """#
                )
                try await page.waits(
                    "the old list as old",
                    until: "document.getElementById('members-note').textContent.includes('out of')"
                )
                #expect(try await page.value("document.title.startsWith('lost: ')", as: Bool.self))
                _ = try await scene.pingd(
                    "node1",
                    ["--join", other.address, "--meta", "life=2"],
                    port: ports.gossip,
                    httpPort: ports.http
                )
                try await page.waits(
                    "both members again",
                    within: .seconds(40),
                    until: Self.isLive(2)
                )
                try await page.waits(
                    "the new life of the node, and that it may have missed something",
                    until: """
                        document.getElementById('rows').textContent.includes('life=2')
                          && document.querySelector('#events .gap') !== null
                          && document.getElementById('lost').hidden
                        """
                )
                try await page.close()
            }
        }

        @Test func `the page asks for the token, and says what a token is not for`() async throws {
            try await Scene.play { scene in
                let file = try scene.directory().appendingPathComponent("tokens")
                try "s3cret\nl00k read\n".write(to: file, atomically: true, encoding: .utf8)
                let node = try await scene.pingd("node1", ["--http-token-file", file.path])
                let page = try await BrowserPage(in: scene)
                try await page.go(to: node.url)
                let enter = { (token: String) in
                    try await page.run(
                        "document.getElementById('token').value = '\(token)';"
                            + "document.querySelector('#unlock button').click()"
                    )
                }
                let isAsking = "document.activeElement?.id === 'token'"
                try await page.waits("where the token goes", until: isAsking)
                #expect(try await page.value(Self.table, as: [String].self) == [])
                try await enter("wrong")
                try await page.waits(
                    "that it was the wrong one",
                    until: "document.getElementById('gate-refusal').textContent.includes('accept')"
                )
                try await enter("l00k")
                try await page.waits("the member", until: Self.isLive(1))
                try await page.waits(
                    "that this token may not send",
                    until: """
                        document.getElementById('send-barred').textContent.includes('not send')
                          && document.getElementById('send-fields').disabled
                        """
                )
                try await page.run("window.isOld = true; location.reload()")
                try await page.waits(
                    "the member after a reload",
                    until: "window.isOld === undefined && " + Self.isLive(1)
                )
                try await page.run("document.getElementById('forget').click()")
                try await page.waits("where the token goes, again", until: isAsking)
                try await enter("s3cret")
                try await page.waits(
                    "the form",
                    until: Self.isLive(1) + " && !document.getElementById('send-fields').disabled"
                )
                let asked = page.events("Network.requestWillBeSent").compactMap {
                    ($0["request"] as? [String: Any])?["url"] as? String
                }
                #expect(asked.count > 8)
                #expect(!asked.contains { $0.contains("s3cret") || $0.contains("l00k") })
                try await page.close()
            }
        }

        @Test func `what a hostile member says is text, however long, and whatever it is`()
            async throws
        {
            try await Scene.play { scene in
                let name = "<img src=x onerror=alert(1)>"
                let node = try await scene.pingd("node1")
                let liar = try await scene.pingd(
                    name,
                    ["--join", node.address, "--meta", "a=<script>alert(2)</script>\u{202E}"]
                )
                let page = try await BrowserPage(in: scene)
                try await page.resize(360, 780, isPhone: true)
                try await page.go(to: node.url)
                try await page.waits("both members", until: Self.isLive(2))
                let text =
                    "\u{1B}[31m</li><svg onload=alert(3)>"
                    + String(repeating: "x", count: 12_000)
                let body = try JSONSerialization.data(
                    withJSONObject: ["to": "node1", "text": text, "reliable": true] as [String: Any]
                )
                let sent = try await liar.send(json: String(decoding: body, as: UTF8.self))
                #expect(sent.sent == 1)
                try await page.waits(
                    "the message",
                    until: "document.querySelector('#events .message') !== null"
                )
                let shown: String = try await page.value(
                    "document.getElementById('events').innerText"
                )
                #expect(shown.contains("␛[31m</li><svg onload=alert(3)>xxx"))
                #expect(shown.contains("… and 11,791 more"))
                let rows: String = try await page.value("document.getElementById('rows').innerText")
                #expect(rows.contains(name) && rows.contains("<script>alert(2)</script>⟨U+202E⟩"))
                let smuggled: Int = try await page.value(
                    "document.querySelectorAll('main img, main script, main li svg').length"
                )
                #expect(smuggled == 0)
                let width: Int = try await page.value("document.scrollingElement.scrollWidth")
                #expect(width <= 360)
                #expect(page.events("Page.javascriptDialogOpening").isEmpty)
                #expect(page.complaints == [])
                try await page.close()
            }
        }

        @Test func `ten thousand members are a hundred rows, a filter, and a button for more`()
            async throws
        {
            try await Scene.play { scene in
                let node = try await scene.pingd("node1")
                let page = try await BrowserPage(in: scene)
                try await page.order(
                    "Fetch.enable",
                    ["patterns": [["urlPattern": "*/members"]]]
                )
                let mark = page.messages
                try await page.go(to: node.url)
                let request = try await page.event("Fetch.requestPaused", from: mark)
                let versions = #"{"min":1,"max":5,"current":2}"#
                let members = (1...10_000).map { number in
                    #"{"name":"node\#(number)","address":"10.0.0.1:7946","state":"alive","#
                        + #""self":\#(number == 1),"incarnation":1,"metaBase64":"","#
                        + #""protocol":\#(versions),"delegate":\#(versions),"#
                        + #""since":"2026-11-22T10:00:00.000Z"}"#
                }
                let list =
                    #"{"self":"node1","version":1,"#
                    + #""counts":{"alive":10000,"suspect":0,"dead":0,"left":0},"#
                    + #""members":[\#(members.joined(separator: ","))]}"#
                try await page.order(
                    "Fetch.fulfillRequest",
                    [
                        "requestId": request["requestId"] ?? "", "responseCode": 200,
                        "body": Data(list.utf8).base64EncodedString(),
                    ]
                )
                try await page.waits("the first hundred", until: Self.isLive(100))
                #expect(try await page.text(of: "t-members") == "10,000of 10,000 alive")
                #expect(try await page.text(of: "show-more") == "Show 200 more of 9,900")
                try await page.run("document.getElementById('show-more').click()")
                try await page.waits("more", until: Self.isLive(300))
                try await page.run("document.getElementById('filter').focus()")
                for key in ["9", "9", "9", "7"] { try await page.press(key) }
                try await page.waits("one of them", until: Self.isLive(1))
                #expect(try await page.value(Self.table, as: [String].self) == ["node9997 alive"])
                #expect(page.complaints == [])
                try await page.close()
            }
        }
    }
}
