// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// Headless Chromium, with a profile of its own that is gone afterwards.
///
/// The name `evil.example` leads to this machine, as a stranger's name server could make it.
enum Browser {
    /// Has it open `url` for the length of `body`.
    static func open(_ url: String, _ body: () async throws -> Void) async throws {
        let profile = makeProfile()
        let browser = try Child("chromium", arguments(profile) + [url])
        do {
            try await body()
        } catch {
            try await end(browser, profile)
            throw error
        }
        try await end(browser, profile)
    }

    /// The page at `url` as the browser shows it, as HTML.
    static func text(of url: String) async throws -> String {
        let profile = makeProfile()
        defer { try? FileManager.default.removeItem(atPath: profile) }
        return try await Command.run(
            "chromium",
            arguments(profile) + ["--dump-dom", url],
            within: .seconds(60)
        ).output
    }

    private static func makeProfile() -> String { "/tmp/pingd-browser-\(UUID().uuidString)" }

    static func arguments(_ profile: String) -> [String] {
        [
            "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--user-data-dir=\(profile)", "--host-resolver-rules=MAP evil.example 127.0.0.1",
            // The browser's own sandbox does not start as root, nor in most containers; the pages
            // here are ours.
            "--no-sandbox", "--disable-dev-shm-usage",
        ]
    }

    private static func end(_ browser: Child, _ profile: String) async throws {
        browser.signal(SIGTERM)
        _ = try await browser.end(within: .seconds(30))
        try? FileManager.default.removeItem(atPath: profile)
    }
}
