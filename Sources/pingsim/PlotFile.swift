// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import Simulation

/// A file for a picture, opened before the work whose result it is to show.
struct PlotFile {
    private let path: String
    private let descriptor: Int32

    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        if descriptor < 0 { throw Self.failure(path) }
    }

    /// Puts the picture in place of what the file held, and closes it.
    func write(_ plot: Plot) throws {
        defer { close(descriptor) }
        guard ftruncate(descriptor, 0) == 0 || errno == EINVAL else { throw Self.failure(path) }
        var svg = plot.svg
        try svg.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                guard count > 0 else { throw Self.failure(path) }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }

    private static func failure(_ path: String) -> ExitCode {
        Progress.complain("cannot write \(path): \(String(cString: strerror(errno)))")
        return ExitCode(1)
    }
}
