// SPDX-License-Identifier: Apache-2.0

import Glibc
import Reactor

/// What the system says of this process.
///
/// A figure is `nil` when the system does not tell it, as where `/proc` is not there.
struct ProcessFigures: Sendable {
    /// User and system time of all threads.
    let cpuSeconds: Double?
    let residentBytes: UInt64?
    let virtualBytes: UInt64?
    let openDescriptors: UInt64?
    let maximumDescriptors: UInt64?
    /// Since 1970.
    let startSeconds: Double?

    static var now: ProcessFigures {
        let pages = text(of: "/proc/self/statm").split(separator: " ").prefix(2).compactMap {
            UInt64($0)
        }
        let pageBytes = UInt64(clamping: sysconf(Int32(_SC_PAGESIZE)))
        return ProcessFigures(
            cpuSeconds: seconds(of: CLOCK_PROCESS_CPUTIME_ID),
            residentBytes: pages.count == 2 ? pages[1] * pageBytes : nil,
            virtualBytes: pages.first.map { $0 * pageBytes },
            openDescriptors: descriptors,
            maximumDescriptors: descriptorLimit,
            startSeconds: start
        )
    }

    /// When the process began: so long ago as its age says, which has the kernel's ticks.
    private static let start: Double? = {
        // The name of the program stands in parentheses, and may hold anything.
        let fields = text(of: "/proc/self/stat").split(separator: ")").last?.split(separator: " ")
        // The 22nd field of proc(5); the state is the third, and the first here.
        guard let fields, fields.count > 19, let ticks = Double(fields[19]),
            let sinceBoot = seconds(of: CLOCK_BOOTTIME), let now = seconds(of: CLOCK_REALTIME)
        else { return nil }
        let perSecond = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
        return now - (sinceBoot - ticks / perSecond)
    }()

    private static var descriptorLimit: UInt64? {
        var limit = rlimit()
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        return getrlimit(kind, &limit) == 0 ? UInt64(limit.rlim_cur) : nil
    }

    /// Linux 6.2 and newer say it as the folder's size; before, they have to be counted.
    private static var descriptors: UInt64? {
        let path = "/proc/self/fd"
        var status = stat()
        if stat(path, &status) == 0, status.st_size > 0 { return UInt64(status.st_size) }
        guard let folder = opendir(path) else { return nil }
        defer { closedir(folder) }
        var count: UInt64 = 0
        while let entry = readdir(folder) {
            if entry.pointee.d_name.0 != CChar(bitPattern: UInt8(ascii: ".")) { count += 1 }
        }
        // Without the one that reads the folder.
        return count - 1
    }

    private static func seconds(of clock: clockid_t) -> Double? {
        SystemClock.nanoseconds(of: clock).map { Double($0) / 1e9 }
    }

    /// The first 4 KiB of a file of `/proc`, which is all that such a line has.
    private static func text(of path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        return withUnsafeTemporaryAllocation(byteCount: 4_096, alignment: 1) { buffer in
            let count = max(0, read(file, buffer.baseAddress, buffer.count))
            return String(decoding: buffer[..<count], as: UTF8.self)
        }
    }
}
