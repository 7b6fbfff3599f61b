// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

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

    /// Without a peer the tests that need it are skipped, unless peers are required: then they run,
    /// and fail.
    private static let requiresPeers =
        ProcessInfo.processInfo.environment["PINGD_REQUIRE_PEERS"] == "1"

    static let hasGoPeer = requiresPeers || FileManager.default.isExecutableFile(atPath: gopeer)
    static let hasSerf = requiresPeers || isInPath("serf")
    static let hasAlertmanager = requiresPeers || isInPath("prometheus-alertmanager")
    static let hasPrometheus = requiresPeers || isInPath("prometheus") && isInPath("promtool")
    static let hasChromium = requiresPeers || isInPath("chromium")
    static let hasSystemd = requiresPeers || isInPath("systemd-analyze")
    static let hasManual = requiresPeers || isInPath("man")
    static let hasShells = requiresPeers || isInPath("zsh") && isInPath("fish")
    /// Making networks takes the rights of an administrator, and `ip` of the package iproute2.
    static let hasNetworks = requiresPeers || geteuid() == 0 && isInPath("ip")

    private static func isInPath(_ program: String) -> Bool {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
        }
    }
}
