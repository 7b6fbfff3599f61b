// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// One page in headless Chromium, driven over its DevTools protocol.
///
/// Orders and answers are JSON with a zero byte after each, on the descriptors 3 and 4 of the
/// browser; so nothing listens on a port.
final class BrowserPage {
    private let child: Child
    private let profile: URL
    private var orders = 0
    private var session: String?

    init(in scene: Scene) async throws {
        profile = try scene.directory()
        let line = #"exec chromium "$@" 3<&0 4>&1 </dev/null >&2"#
        child = try Child(
            "sh",
            ["-c", line, "sh", "--remote-debugging-pipe", "--hide-scrollbars"]
                + Browser.arguments(profile.path),
            name: "chromium",
            separator: 0
        )
        scene.keep(child)
        let made = try await order("Target.createTarget", ["url": "about:blank"])
        let attached = try await order(
            "Target.attachToTarget",
            ["targetId": made["targetId"] ?? "", "flatten": true]
        )
        session = attached["sessionId"] as? String
        for domain in ["Page", "Runtime", "Log", "Network", "Accessibility"] {
            try await order("\(domain).enable")
        }
    }

    /// Ends the browser, as closing its last window would.
    func close() async throws {
        child.signal(SIGTERM)
        _ = try await child.end(within: .seconds(30))
    }

    /// Says something to the browser; its answer, when it is none of an error.
    @discardableResult
    func order(
        _ method: String,
        _ parameters: [String: Any] = [:]
    ) async throws -> [String: Any] {
        orders += 1
        let number = orders
        var message: [String: Any] = ["id": number, "method": method, "params": parameters]
        message["sessionId"] = session
        let mark = child.output.count
        child.write(Array(try JSONSerialization.data(withJSONObject: message)) + [0])
        let answer = try await child.output.first(
            "answer to \(method)",
            from: mark,
            within: .seconds(60)
        ) { text in Self.object(text, where: { $0["id"] as? Int == number }).map { _ in text } }
        let object = Self.object(answer) { _ in true } ?? [:]
        if let error = object["error"] {
            throw Child.StartError(description: "chromium refuses \(method): \(error)")
        }
        return object["result"] as? [String: Any] ?? [:]
    }

    private static func object(
        _ text: String,
        where isWanted: ([String: Any]) -> Bool
    ) -> [String: Any]? {
        let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return object.flatMap { isWanted($0) ? $0 : nil }
    }

    /// What has happened since there were `mark` messages, the events of that name.
    func events(_ method: String, from mark: Int = 0) -> [[String: Any]] {
        child.output.elements(from: mark).compactMap { text in
            Self.object(text) { $0["method"] as? String == method }?["params"] as? [String: Any]
        }
    }

    /// How much the browser has said.
    var messages: Int { child.output.count }

    /// The next event of that name after the first `mark` messages.
    func event(_ method: String, from mark: Int) async throws -> [String: Any] {
        let text = try await child.output.first(method, from: mark, within: .seconds(20)) { text in
            Self.object(text, where: { $0["method"] as? String == method }).map { _ in text }
        }
        return Self.object(text) { _ in true }?["params"] as? [String: Any] ?? [:]
    }

    /// What the console shows as an error, and what a script threw.
    var complaints: [String] {
        let entries = events("Log.entryAdded").compactMap { $0["entry"] as? [String: Any] }
            .filter { $0["level"] as? String == "error" }
        let calls = events("Runtime.consoleAPICalled").filter {
            ["error", "warning", "assert"].contains($0["type"] as? String)
        }
        return (entries + calls + events("Runtime.exceptionThrown")).map { "\($0)" }
    }

    // MARK: The page

    func go(to url: String) async throws { try await order("Page.navigate", ["url": url]) }

    /// What an expression of JavaScript comes to.
    func value<Value: Decodable>(
        _ expression: String,
        as type: Value.Type = Value.self
    ) async throws -> Value {
        let answer = try await order(
            "Runtime.evaluate",
            ["expression": "JSON.stringify(\(expression))", "returnByValue": true]
        )
        guard answer["exceptionDetails"] == nil,
            let text = (answer["result"] as? [String: Any])?["value"] as? String
        else {
            throw Child.StartError(description: "\(expression) came to \(answer)")
        }
        return try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    /// Does something that has no value.
    func run(_ statements: String) async throws {
        _ = try await value("(() => { \(statements); return true; })()", as: Bool.self)
    }

    /// Waits until an expression of JavaScript is true.
    func waits(
        _ what: String,
        within limit: Duration = .seconds(20),
        until expression: String
    ) async throws {
        try await eventually("the page to show \(what)", within: limit) {
            try await value("Boolean(\(expression))", as: Bool.self)
        }
    }

    func text(of id: String) async throws -> String {
        try await value("document.getElementById('\(id)').textContent")
    }

    // MARK: Whoever looks at it

    func resize(_ width: Int, _ height: Int, isPhone: Bool = false) async throws {
        try await order(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": isPhone]
        )
    }

    func prefer(_ features: [String: String]) async throws {
        let list = features.map { ["name": $0.key, "value": $0.value] }
        try await order("Emulation.setEmulatedMedia", ["features": list])
    }

    func press(_ key: String) async throws {
        for type in ["keyDown", "keyUp"] {
            var event: [String: Any] = ["type": type, "key": key]
            if key == "Tab" { event["windowsVirtualKeyCode"] = 9 }
            if key.count == 1 && type == "keyDown" { event["text"] = key }
            try await order("Input.dispatchKeyEvent", event)
        }
    }

    /// What the window shows.
    func picture(_ format: String = "png") async throws -> Data {
        var parameters: [String: Any] = ["format": format]
        if format != "png" { parameters["quality"] = 88 }
        let answer = try await order("Page.captureScreenshot", parameters)
        let text = answer["data"] as? String ?? ""
        return Data(base64Encoded: text) ?? Data()
    }
}
