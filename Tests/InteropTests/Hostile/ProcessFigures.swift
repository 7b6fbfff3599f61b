// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a process takes up (proc(5)).
struct ProcessFigures {
    var residentKiB: Int
    var descriptors: Int

    init?(of child: Child) {
        let path = "/proc/\(child.pid)"
        guard let status = try? String(contentsOfFile: path + "/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
            let number = line.split(separator: " ").dropLast().last.flatMap({ Int($0) }),
            let open = try? FileManager.default.contentsOfDirectory(atPath: path + "/fd")
        else { return nil }
        residentKiB = number
        descriptors = open.count
    }
}
