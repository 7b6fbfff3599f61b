// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where the programs under test and their peers lie.
enum Installation {
    /// The build directory: the tests' own program lies in it, and so do the others.
    ///
    /// `PINGD_PROGRAMS` names another, for instance one with release builds.
    static let programs: String =
        ProcessInfo.processInfo.environment["PINGD_PROGRAMS"]
        ?? URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().path

    static let pingd = programs + "/pingd"
    static let pingctl = programs + "/pingctl"

    /// The Go peer: where `PINGD_GOPEER` says, or where `scripts/test` builds it.
    static let gopeer: String =
        ProcessInfo.processInfo.environment["PINGD_GOPEER"]
        ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../.build/gopeer").standardized.path

    /// Without a Go peer the tests that need one are skipped, unless peers are required: then they
    /// run, and fail.
    static let hasGoPeer: Bool =
        ProcessInfo.processInfo.environment["PINGD_REQUIRE_PEERS"] == "1"
        || FileManager.default.isExecutableFile(atPath: gopeer)
}
