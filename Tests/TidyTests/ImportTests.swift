// SPDX-License-Identifier: Apache-2.0

import Testing

/// A target is a promise; this is what each may know.
@Suite struct ImportTests {
    /// Beside these and the standard library, a target imports nothing.
    private static let allowed: [String: Set<String>] = [
        "Determinism": [],
        "JSONText": [],
        "Wire": [],
        "WireSecurity": ["Wire", "Crypto"],
        "Membership": ["Wire", "Determinism"],
        "Messaging": ["Wire", "Determinism", "JSONText", "DequeModule"],
        "Simulation": ["Membership", "Wire", "Determinism"],
        "HTTP1": ["Determinism"],
        "GatewayAPI": [],
        "PrometheusText": ["CoreMetrics"],
        "Reactor": ["CLinux", "Glibc", "Determinism", "HeapModule"],
        "Journal": ["CSQLite", "Reactor", "Determinism", "DequeModule", "Glibc"],
        "Memberlist": [
            "Membership", "Messaging", "Wire", "WireSecurity", "JSONText", "Determinism",
            "Reactor", "Logging", "Metrics", "CoreMetrics", "DequeModule", "Glibc",
        ],
        "HTTPServer": ["HTTP1", "Reactor", "Determinism", "Logging", "Glibc"],
        "HTTPClient": ["HTTP1", "Reactor", "Determinism"],
        "Gateway": [
            "Memberlist", "Messaging", "HTTPServer", "HTTPClient", "HTTP1", "GatewayAPI",
            "JSONText", "Reactor", "PrometheusText", "WireSecurity", "Journal", "Determinism",
            "DequeModule", "FoundationEssentials", "Logging", "Glibc",
        ],
        "pingd": [
            "Gateway", "GatewayAPI", "HTTPClient", "Memberlist", "JSONText", "ArgumentParser",
            "Configuration", "PrometheusText", "CYAML", "FoundationEssentials", "Logging",
            "Reactor", "Journal", "SystemPackage", "Dispatch", "Glibc",
        ],
        "pingctl": [
            "CCurl", "GatewayAPI", "JSONText", "ArgumentParser", "FoundationEssentials", "Glibc",
        ],
        "pingsim": ["Simulation", "ArgumentParser", "Glibc"],
        "Examples": ["Memberlist", "Logging", "Dispatch", "Glibc"],
    ]

    /// Comes with the compiler and touches neither sockets, files nor clocks.
    private static let language: Set = ["Swift", "Synchronization"]

    @Test func `a target imports what its promise allows`() {
        for file in SourceTree.sources {
            guard let allowed = Self.allowed[file.target] else {
                Issue.record("\(file.path): say here what \(file.target) may import")
                continue
            }
            for module in file.imports where !Self.language.contains(module) {
                #expect(allowed.contains(module), "\(file.path) imports \(module)")
            }
        }
    }

    @Test func `the pure targets read no clock and no chance of the system`() {
        let pure: Set = [
            "Determinism", "JSONText", "Wire", "Membership", "Messaging", "HTTP1", "GatewayAPI",
            "Simulation",
        ]
        let sources = [
            "ContinuousClock", "SuspendingClock", "SystemRandomNumberGenerator", ".random(in:",
            ".shuffled()", ".randomElement()", "Task {", "Task.detached", "print(",
        ]
        for file in SourceTree.sources where pure.contains(file.target) {
            for (index, code) in SwiftScanner.code(of: file).enumerated() {
                for source in sources where code.contains(source) {
                    Issue.record("\(file.path):\(index + 1) uses \(source)")
                }
            }
        }
    }

    @Test func `the two files that everybody shares stay two`() {
        let shared = SourceTree.sources.filter { $0.target == "Determinism" }.map(\.name)
        #expect(shared == ["Instant.swift", "SplitMix64.swift"])
    }

    @Test func `only the library is public`() {
        for file in SourceTree.sources where file.target != "Memberlist" {
            for (index, code) in SwiftScanner.code(of: file).enumerated() {
                let isOpen = code.contains("open class") || code.contains("open func")
                if isOpen || code.split(separator: " ").contains("public") {
                    Issue.record("\(file.path):\(index + 1) is public: \(code)")
                }
            }
        }
    }
}
