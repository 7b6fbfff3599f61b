// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A link leads somewhere, and every page can be found.
@Suite struct LinkTests {
    private struct Link {
        let from: String
        let line: Int
        /// From the root of the project; empty for what is outside.
        let path: String
        let anchor: String?
    }

    /// DocC has links of its own, which `scripts/docs` checks.
    private static let pages = SourceTree.pages.filter { !$0.path.contains(".docc/") }

    @Test func `every link leads to a file, and to a heading of it`() {
        var seen = 0
        for link in Self.pages.flatMap(Self.links) where !link.path.isEmpty {
            seen += 1
            let place = "\(link.from):\(link.line)"
            guard Self.exists(link.path) else {
                Issue.record("\(place): there is no \(link.path)")
                continue
            }
            guard let anchor = link.anchor, let page = SourceTree.file(link.path) else { continue }
            #expect(
                Self.anchors(of: page).contains(anchor),
                "\(place): \(link.path) has no heading #\(anchor)"
            )
        }
        #expect(seen > 50, "the rules do not see the links")
    }

    @Test func `every page of the documentation is reached from the front page`() {
        let links = Dictionary(grouping: Self.pages.flatMap(Self.links), by: \.from)
        var reached: Set = ["README.md"]
        var waiting = ["README.md"]
        while let path = waiting.popLast() {
            for link in links[path] ?? [] where reached.insert(link.path).inserted {
                waiting.append(link.path)
            }
        }
        for page in Self.pages where page.path.hasPrefix("docs/") {
            #expect(reached.contains(page.path), "nothing links to \(page.path)")
        }
    }

    @Test(arguments: [
        ("`POST /send`: what *becomes* of it", "post-send-what-becomes-of-it"),
        ("What strangers and liars get", "what-strangers-and-liars-get"),
        ("On [the lane](lane-protocol.md) §8", "on-the-lane-8"),
    ])
    func `a heading has the anchor that GitHub gives it`(heading: String, anchor: String) {
        #expect(Self.anchor(of: heading[...]) == anchor)
    }

    private static func links(of page: SourceFile) -> [Link] {
        var links: [Link] = []
        var isCode = false
        let folder = page.path.split(separator: "/").dropLast()
        for (index, line) in page.lines.enumerated() {
            if line.drop(while: { $0 == " " }).hasPrefix("```") { isCode.toggle() }
            guard !isCode else { continue }
            let words = line.replacing(#/`[^`]*`/#, with: "code")
            for match in words.matches(of: #/\]\(([^)\s]+)\)/#) {
                let parts = match.1.split(
                    separator: "#",
                    maxSplits: 1,
                    omittingEmptySubsequences: false
                )
                let isOutside = match.1.contains("://") || match.1.hasPrefix("mailto:")
                let path =
                    isOutside
                    ? "" : parts[0].isEmpty ? page.path : resolved(parts[0], in: Array(folder))
                let anchor = parts.count > 1 ? String(parts[1]) : nil
                links.append(Link(from: page.path, line: index + 1, path: path, anchor: anchor))
            }
        }
        return links
    }

    private static func resolved(_ target: Substring, in folder: [Substring]) -> String {
        var parts = folder
        for part in target.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    private static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: SourceTree.root.appendingPathComponent(path).path)
    }

    private static func anchors(of page: SourceFile) -> Set<String> {
        var anchors: Set<String> = []
        var isCode = false
        for line in page.lines {
            if line.hasPrefix("```") { isCode.toggle() }
            guard !isCode, line.hasPrefix("#") else { continue }
            let plain = anchor(of: line.drop { $0 == "#" })
            var name = plain
            var count = 0
            while !anchors.insert(name).inserted {
                count += 1
                name = "\(plain)-\(count)"
            }
        }
        return anchors
    }

    /// Lower case; letters, digits, hyphens and underscores stay, a space is a hyphen.
    private static func anchor(of heading: Substring) -> String {
        var words = heading.replacing(#/\[([^\]]*)\]\([^)]*\)/#) { "\($0.1)" }[...]
        while words.first == " " { words.removeFirst() }
        return String(
            words.lowercased().compactMap { character -> Character? in
                if character == " " { return "-" }
                let stays = character.isLetter || character.isNumber || "-_".contains(character)
                return stays ? character : nil
            }
        )
    }
}
