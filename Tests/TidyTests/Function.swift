// SPDX-License-Identifier: Apache-2.0

/// A function or initializer with a body, found by counting braces.
struct Function {
    let name: String
    /// Of its first line, from 1.
    let line: Int
    /// From the line with `func` to the one that closes the body.
    let lineCount: Int

    static func all(in file: SourceFile) -> [Function] {
        let code = SwiftScanner.code(of: file)
        return code.indices.compactMap { start in
            guard let name = declaredName(code[start]),
                let end = lastLine(of: code, from: start)
            else { return nil }
            return Function(name: name, line: start + 1, lineCount: end - start + 1)
        }
    }

    private static func declaredName(_ line: String) -> String? {
        let words = line.split(separator: " ")
        if let keyword = words.firstIndex(of: "func"), keyword + 1 < words.count {
            return String(words[keyword + 1].prefix { $0 != "(" && $0 != "<" })
        }
        let isInitializer = words.contains { $0.hasPrefix("init(") || $0.hasPrefix("init?(") }
        return isInitializer && words.last == "{" ? "init" : nil
    }

    /// Where the body that opens after the declaration's parentheses is closed again; `nil` for a
    /// requirement of a protocol.
    private static func lastLine(of code: [String], from start: Int) -> Int? {
        var parentheses = 0
        var braces = 0
        for index in start..<code.count {
            for character in code[index] {
                switch character {
                case "(": parentheses += 1
                case ")": parentheses -= 1
                case "{" where parentheses == 0 || braces > 0: braces += 1
                case "}" where braces > 0:
                    braces -= 1
                    if braces == 0 { return index }
                case "}" where parentheses == 0: return nil
                default: break
                }
            }
            let isAnotherDeclaration = index > start && braces == 0 && parentheses == 0
            if isAnotherDeclaration && declaredName(code[index]) != nil { return nil }
        }
        return nil
    }
}
