// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// What every target of ours is compiled with; dependencies are not touched by it.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser: Target.Dependency =
    .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let coreMetrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let configuration: Target.Dependency =
    .product(name: "Configuration", package: "swift-configuration")

let package = Package(
    name: "pingd",
    products: [
        .library(name: "Memberlist", targets: ["Memberlist"]),
        .executable(name: "pingd", targets: ["pingd"]),
        .executable(name: "pingctl", targets: ["pingctl"]),
        .executable(name: "pingsim", targets: ["pingsim"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(
            url: "https://github.com/apple/swift-configuration",
            from: "1.4.0",
            traits: []
        ),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    ],
    targets: [
        // Pure: bytes, time and chance in; values out. None of these can name a socket.
        .target(name: "Determinism", swiftSettings: strict),
        .target(name: "Wire", swiftSettings: strict),
        .target(
            name: "Membership",
            dependencies: ["Wire", "Determinism"],
            swiftSettings: strict
        ),
        .target(name: "WireSecurity", dependencies: ["Wire", crypto], swiftSettings: strict),
        .target(name: "JSONText", swiftSettings: strict),
        .target(
            name: "Messaging",
            dependencies: ["JSONText", "Wire", "Determinism", deque],
            swiftSettings: strict
        ),
        .target(
            name: "Simulation",
            dependencies: ["Membership", "Wire", "Determinism"],
            swiftSettings: strict
        ),
        .target(name: "HTTP1", dependencies: ["Determinism"], swiftSettings: strict),
        .target(name: "GatewayAPI", swiftSettings: strict),
        // Prometheus's text format, and the backend of swift-metrics that is written in it: none
        // is packaged here, and it is a page of text.
        .target(name: "PrometheusText", dependencies: [coreMetrics], swiftSettings: strict),

        // Edges: descriptors, threads, files.
        .target(name: "CLinux"),
        .target(
            name: "Reactor",
            dependencies: ["CLinux", "Determinism", heap],
            swiftSettings: strict
        ),
        // The journal's database. SQLite is called as it is: what wraps it in Swift comes with all
        // of Foundation, which would be two thirds of the program.
        .systemLibrary(
            name: "CSQLite",
            pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"])]
        ),
        .target(
            name: "Journal",
            dependencies: ["CSQLite", "Reactor", "Determinism", deque],
            swiftSettings: strict
        ),
        .target(
            name: "Memberlist",
            dependencies: [
                "Membership", "Messaging", "Wire", "WireSecurity", "JSONText", "Determinism",
                "Reactor", logging, metrics, deque,
            ],
            swiftSettings: strict
        ),
        .target(
            name: "HTTPServer",
            dependencies: ["HTTP1", "Reactor", "Determinism", logging],
            swiftSettings: strict
        ),
        .target(
            name: "HTTPClient",
            dependencies: ["HTTP1", "Reactor", "Determinism"],
            swiftSettings: strict
        ),
        .target(
            name: "Gateway",
            dependencies: [
                "Memberlist", "Messaging", "HTTPServer", "HTTPClient", "HTTP1", "GatewayAPI",
                "JSONText", "PrometheusText", "Reactor", "WireSecurity", "Journal", "Determinism",
                logging, deque,
            ],
            // A link to the file at the top, so that the description that is served is that one.
            resources: [.embedInCode("openapi.yaml"), .embedInCode("dashboard.html")],
            swiftSettings: strict
        ),
        .systemLibrary(
            name: "CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]
        ),
        .systemLibrary(
            name: "CYAML",
            pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"])]
        ),
        .executableTarget(
            name: "pingd",
            dependencies: [
                "CYAML",
                "Gateway", "GatewayAPI", "HTTPClient", "Memberlist", "JSONText", "PrometheusText",
                "Reactor", "Journal", argumentParser, configuration, logging,
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "pingctl",
            dependencies: ["CCurl", "GatewayAPI", "JSONText", argumentParser],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "pingsim",
            dependencies: ["Simulation", argumentParser],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "embedded-node",
            dependencies: ["Memberlist", logging],
            path: "Sources/Examples/embedded-node",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "calling-node",
            dependencies: ["Memberlist", logging],
            path: "Sources/Examples/calling-node",
            swiftSettings: strict
        ),

        // What scripts/bench codec measures.
        .executableTarget(
            name: "codecbench",
            dependencies: ["Membership", "Wire", "Determinism"],
            path: "scripts/benchmarks/codec",
            swiftSettings: strict
        ),
        // What scripts/bench http1 measures.
        .executableTarget(
            name: "http1bench",
            dependencies: ["HTTP1", "Determinism"],
            path: "scripts/benchmarks/http1",
            swiftSettings: strict
        ),
        // What scripts/bench journal measures.
        .executableTarget(
            name: "journalbench",
            dependencies: ["Journal"],
            path: "scripts/benchmarks/journal",
            swiftSettings: strict
        ),

        // What scripts/bench lane measures.
        .executableTarget(
            name: "lanebench",
            dependencies: ["Messaging", "WireSecurity", "Wire", "Determinism"],
            path: "scripts/benchmarks/lane",
            swiftSettings: strict
        ),

        .testTarget(name: "DeterminismTests", dependencies: ["Determinism"], swiftSettings: strict),
        // Bytes that the reference sent, for whoever reads or writes the like.
        .target(
            name: "CapturedVectors",
            dependencies: ["Wire"],
            path: "Tests/CapturedVectors",
            swiftSettings: strict
        ),
        .testTarget(
            name: "WireTests",
            dependencies: ["Wire", "CapturedVectors"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "WireSecurityTests",
            dependencies: ["WireSecurity", "Wire", "CapturedVectors", crypto],
            swiftSettings: strict
        ),
        .testTarget(
            name: "MembershipTests",
            dependencies: ["Membership", "Wire", "CapturedVectors", "Determinism"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "JSONTextTests",
            dependencies: ["JSONText", "Determinism"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "MessagingTests",
            dependencies: ["Messaging", "Wire", "Determinism"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "LaneTests",
            dependencies: ["Messaging", "WireSecurity", "Wire", "CapturedVectors", "Determinism"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["Simulation", "Membership", "Wire", "Determinism"],
            swiftSettings: strict
        ),
        // The cases of HTTP/1.1, for the machine and for the server on sockets.
        .target(name: "HTTPVectors", path: "Tests/HTTPVectors", swiftSettings: strict),
        .testTarget(
            name: "HTTP1Tests",
            dependencies: ["HTTP1", "HTTPVectors", "Determinism"],
            exclude: ["Vectors"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ReactorTests",
            dependencies: ["Reactor", "Determinism"],
            swiftSettings: strict
        ),
        // A program that writes to a journal and tells what it was told, for tests that kill it.
        .executableTarget(
            name: "journal-writer",
            dependencies: ["Journal", "Reactor", "Determinism"],
            path: "Tests/JournalWriter",
            swiftSettings: strict
        ),
        .testTarget(
            name: "JournalTests",
            dependencies: [
                "Journal", "Reactor", "Determinism", "BuiltPrograms", "journal-writer",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "HTTPServerTests",
            dependencies: ["HTTPServer", "HTTP1", "HTTPVectors", "Reactor", logging],
            swiftSettings: strict
        ),
        .testTarget(
            name: "HTTPClientTests",
            dependencies: ["HTTPClient", "HTTP1", "Reactor", "BuiltPrograms"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "PrometheusTextTests",
            dependencies: ["PrometheusText", coreMetrics],
            swiftSettings: strict
        ),
        .testTarget(
            name: "MemberlistTests",
            dependencies: [
                "Memberlist", "Membership", "Messaging", "Wire", "CapturedVectors", "Determinism",
                "Reactor", logging, metrics,
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Gateway", "GatewayAPI", "Memberlist", "Messaging", "HTTPServer", "HTTPClient",
                "HTTP1", "PrometheusText", "Journal", "Determinism", crypto, logging,
            ],
            swiftSettings: strict
        ),
        // The built programs, run by the tests beside them.
        .target(name: "BuiltPrograms", path: "Tests/BuiltPrograms", swiftSettings: strict),
        .testTarget(
            name: "pingdTests",
            dependencies: [
                "pingd", "Gateway", "GatewayAPI", "Memberlist", "BuiltPrograms", logging,
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "pingctlTests",
            dependencies: ["pingctl", "GatewayAPI", "JSONText", "BuiltPrograms", argumentParser],
            swiftSettings: strict
        ),
        .testTarget(
            name: "pingsimTests",
            dependencies: ["pingsim", "BuiltPrograms"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ExampleTests",
            dependencies: ["embedded-node", "calling-node", "pingd", "BuiltPrograms"],
            swiftSettings: strict
        ),
        // What must hold for any input, checked by scripts/fuzz and on the inputs that were kept.
        .testTarget(
            name: "FuzzTests",
            dependencies: [
                "Wire", "WireSecurity", "Messaging", "HTTP1", "HTTPServer", "JSONText",
                "Determinism",
            ],
            exclude: ["Cases"],
            swiftSettings: strict
        ),
        .testTarget(name: "TidyTests", swiftSettings: strict),
        // What README and docs tell people to type.
        .testTarget(
            name: "DocumentationTests",
            dependencies: ["pingd", "pingctl", "BuiltPrograms"],
            exclude: ["page-shell.bash"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "InteropTests",
            dependencies: ["Memberlist", "Wire", "WireSecurity", "HTTPVectors", logging],
            exclude: ["Pages"],
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)
