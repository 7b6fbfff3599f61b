// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What stands between two fences of a page.
struct CodeBlock: Equatable {
    /// Of the opening fence, from 1.
    let line: Int
    /// What stands behind the opening fence.
    let info: String
    /// Without the indentation of the fence.
    var lines: [String] = []

    /// `sh` and `console` are shells; nothing else is.
    var language: String { info.split(separator: " ").first.map(String.init) ?? "" }

    var isShell: Bool { language == "sh" || language == "console" }

    /// Why it is not run, if it says that it is not: ```` ```sh not-run: reason ````.
    var excuse: String? {
        let words = info.dropFirst(language.count).trimming
        guard words.hasPrefix("not-run:") else { return nil }
        return words.dropFirst("not-run:".count).trimming
    }

    /// What is wrong with the fence.
    var flaw: String? {
        if language.isEmpty { return "say what the block is: sh, console, text, …" }
        if ["bash", "shell", "zsh", "shell-session"].contains(language) {
            return "call a shell sh, or console with what it answers"
        }
        guard isShell else {
            let isHidden = lines.contains { $0.hasPrefix("$ ") }
            return isHidden ? "call a block with prompts console" : nil
        }
        if let excuse { return excuse.count > 10 ? nil : "say why it is not run" }
        guard info == language else { return "only not-run: and a reason may follow \(language)" }
        let isPrompted = lines.contains { $0.hasPrefix("$ ") }
        return isPrompted == (language == "console")
            ? nil : "sh has no prompts, and console has some"
    }

    /// What a page takes for granted, such as a node that runs: `<!-- sh: pingd & -->`.
    private static func unseen(_ line: String) -> String? {
        guard line.hasPrefix("<!-- sh: "), line.hasSuffix(" -->") else { return nil }
        return String(line.dropFirst("<!-- sh: ".count).dropLast(" -->".count))
    }

    /// The blocks of a page, in order.
    static func all(of text: String) -> [CodeBlock] {
        var blocks: [CodeBlock] = []
        var open: (block: CodeBlock, indent: Int)?
        for (index, line) in text.components(separatedBy: "\n").enumerated() {
            let indent = line.prefix { $0 == " " }.count
            let isFence = line.dropFirst(indent).hasPrefix("```")
            if let (block, indent) = open {
                if isFence {
                    blocks.append(block)
                    open = nil
                } else {
                    let margin = min(indent, line.prefix { $0 == " " }.count)
                    open?.block.lines.append(String(line.dropFirst(margin)))
                }
            } else if isFence {
                let info = line.dropFirst(indent + 3).trimming
                open = (CodeBlock(line: index + 1, info: info), indent)
            } else if let command = unseen(line) {
                blocks.append(CodeBlock(line: index, info: "sh", lines: [command]))
            }
        }
        return blocks
    }
}

extension Substring {
    var trimming: String {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
