// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

@testable import Journal

/// A small disk of the test's own, which it takes root to mount; nothing of it is left.
@Suite(
    .timeLimit(.minutes(2)),
    .enabled(if: Mounts.areThere, "needs root, and unshare of the package util-linux")
)
struct FullDiskTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    @Test func `a full disk loses nothing that was acknowledged, and work goes on with room`()
        throws
    {
        let writer = try BuiltProgram("journal-writer")
        let script = """
            mount --make-rprivate / && mount -t tmpfs -o size=2m tmpfs "$1" && exec "$2" fill "$1"
            """
        let outcome = try BuiltProgram(path: "/usr/bin/unshare").run(
            ["--mount", "sh", "-c", script, "sh", folder.path, writer.path],
            environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        )
        let file = folder.database
        let other = folder.path + "/other/journal.sqlite"
        let lines = [
            "full: there is no room on the disk of \(file); make some, goes on: true",
            "still full: true", "readable: true", "says so: true", "goes on: true",
            "kept: true, some: true",
            "a new one: there is no room on the disk of \(other); make some",
            "kept: true", "",
        ]
        #expect(outcome.output == lines.joined(separator: "\n"), "\(outcome.errors)")
        #expect(outcome.status == 0)
    }
}
