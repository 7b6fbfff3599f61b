// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import Testing

@testable import pingd

struct LogTests {
    private func line(
        _ message: String,
        _ fields: [(key: String, value: Logger.MetadataValue)] = [],
        level: Logger.Level = .info
    ) -> LogLine {
        LogLine(time: "T", level: level, message: message, fields: fields)
    }

    @Test func `a line has the time, the level, the words and the fields`() {
        #expect(
            line("joined cluster", [("members", "2")]).text == "T info  joined cluster members=2"
        )
        #expect(line("x", level: .warning).text == "T warning x")
    }

    @Test(arguments: [
        ("plain", "plain"), ("", #""""#), ("two words", #""two words""#), ("a=b", #""a=b""#),
        (#"say "x""#, #""say \"x\"""#), ("a\nb", #""a\nb""#), ("\u{1B}[2J", #""\u{1b}[2J""#),
    ])
    func `a field's value is one word or quoted, never a second line`(
        value: String,
        shown: String
    ) {
        #expect(line("m", [("k", .string(value))]).text == "T info  m k=\(shown)")
    }

    @Test func `a JSON line is one object that any parser reads back`() throws {
        let message = "a\"\\\n\u{1}\u{2028}é"
        let text = line(
            message,
            [("k", .array(["1", .dictionary(["b": "2"])])), ("time", "mine")]
        ).json
        #expect(!text.contains("\n"))
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        #expect(object?["message"] as? String == message)
        #expect(object?["level"] as? String == "info")
        #expect(object?["time"] as? String == "T")
        let fields = object?["fields"] as? [String: Any]
        #expect(fields?["time"] as? String == "mine")
        #expect((fields?["k"] as? [Any])?.count == 2)
    }

    @Test func `events below the level are not written, and the level may change`() {
        let pipe = Pipe()
        let writer = LineWriter(to: pipe.fileHandleForWriting.fileDescriptor) { _ in }
        let threshold = LogLevelSwitch(.warning)
        let logger = Logger(label: "t") { _ in
            LineLogHandler(output: writer, format: .text, threshold: threshold)
        }
        logger.info("one")
        threshold.level = .debug
        logger.debug("two")
        writer.flush(within: .seconds(20))
        try? pipe.fileHandleForWriting.close()
        let text = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        #expect(text.hasSuffix("debug two\n"))
        #expect(text.split(separator: "\n").count == 1)
    }
}
