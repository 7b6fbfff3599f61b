// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a process takes up (proc(5)).
struct ProcessFigures {
    var residentKiB: Int
    /// The most that was ever resident.
    var peakKiB: Int
    var descriptors: Int

    init?(of child: Child) {
        let path = "/proc/\(child.pid)"
        guard let status = try? String(contentsOfFile: path + "/status", encoding: .utf8),
            let resident = Self.kibibytes("VmRSS:", in: status),
            let peak = Self.kibibytes("VmHWM:", in: status),
            let open = try? FileManager.default.contentsOfDirectory(atPath: path + "/fd")
        else { return nil }
        residentKiB = resident
        peakKiB = peak
        descriptors = open.count
    }

    private static func kibibytes(_ name: String, in status: String) -> Int? {
        let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(separator: " ").dropLast().last.flatMap { Int($0) }
    }
}
