// SPDX-License-Identifier: Apache-2.0

import Testing

/// What a page shows as code is code that is built.
@Suite struct GuideTests {
    private static let guide = "Sources/Memberlist/Memberlist.docc/GettingStarted.md"
    private static let example = "Sources/Examples/embedded-node/EmbeddedNode.swift"

    @Test func `the guide shows the example as it is`() throws {
        let guide = try #require(SourceTree.file(Self.guide), "there is no \(Self.guide)")
        let example = try #require(SourceTree.file(Self.example), "there is no \(Self.example)")
        let code = "\n" + example.lines.joined(separator: "\n")
        let blocks = Self.swiftBlocks(of: guide.lines).filter { $0.first != "// Package.swift" }
        #expect(blocks.count >= 5, "the rules do not see the code in \(Self.guide)")
        for block in blocks {
            let text = "\n" + block.joined(separator: "\n") + "\n"
            #expect(code.contains(text), "\(Self.guide) shows what is not in the example:\(text)")
        }
    }

    private static func swiftBlocks(of lines: [Substring]) -> [[Substring]] {
        var blocks: [[Substring]] = []
        var isSwift = false
        for line in lines {
            if line.hasPrefix("```") {
                isSwift = line == "```swift"
                if isSwift { blocks.append([]) }
            } else if isSwift {
                blocks[blocks.count - 1].append(line)
            }
        }
        return blocks
    }
}
