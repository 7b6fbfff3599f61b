// SPDX-License-Identifier: Apache-2.0

import Testing

/// What a page shows as code is code that is built.
@Suite struct GuideTests {
    @Test(arguments: [
        ("GettingStarted", "embedded-node/EmbeddedNode"),
        ("ConfirmedMessagesAndCalls", "calling-node/CallingNode"),
    ])
    func `a guide shows its example as it is`(page: String, program: String) throws {
        let path = "Sources/Memberlist/Memberlist.docc/\(page).md"
        let examplePath = "Sources/Examples/\(program).swift"
        let guide = try #require(SourceTree.file(path), "there is no \(path)")
        let example = try #require(SourceTree.file(examplePath), "there is no \(examplePath)")
        let code = "\n" + example.lines.joined(separator: "\n")
        let blocks = Self.swiftBlocks(of: guide.lines).filter { $0.first != "// Package.swift" }
        #expect(blocks.count >= 5, "the rules do not see the code in \(path)")
        for block in blocks {
            let text = "\n" + block.joined(separator: "\n") + "\n"
            #expect(code.contains(text), "\(path) shows what is not in the example:\(text)")
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
