// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The user's contexts on the disk: `$XDG_CONFIG_HOME/pingctl/config.yaml`.
struct ContextStore {
    /// More than anybody has; a wrong file is noticed before it is read whole.
    private static let limitBytes = 1 << 20

    /// `nil`: there is no home.
    private let folder: String?

    /// After the XDG base directory specification: a relative path counts as none.
    init(environment: [String: String]) {
        let given = environment["XDG_CONFIG_HOME", default: ""]
        let home = environment["HOME", default: ""]
        if given.hasPrefix("/") {
            folder = given + "/pingctl"
        } else {
            folder = home.hasPrefix("/") ? home + "/.config/pingctl" : nil
        }
    }

    private func path() throws(PingctlError) -> String {
        guard let folder else { throw .homeless }
        return folder + "/config.yaml"
    }

    /// No file is no context.
    func read() throws(PingctlError) -> ContextFile {
        guard folder != nil else { return ContextFile() }
        let path = try path()
        let bytes: [UInt8]
        do {
            bytes = try InputFile.read(path, limitBytes: Self.limitBytes)
        } catch {
            if case .unreadableFile(_, ENOENT) = error { return ContextFile() }
            throw error
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .invalidContexts(path: path, line: 1, reason: "this is not UTF-8")
        }
        do {
            return try ContextFile(parsing: text)
        } catch {
            throw .invalidContexts(path: path, line: error.line, reason: error.reason)
        }
    }

    /// Changes the file on account of a context that is in it.
    func change(
        _ name: String,
        _ change: (inout ContextFile) -> Void
    ) throws(PingctlError) {
        var file = try read()
        guard file[name] != nil else { throw .unknownContext(name) }
        change(&file)
        try write(file)
    }

    /// Written beside the old file and put in its place, so that no reader sees half of it.
    func write(_ file: ContextFile) throws(PingctlError) {
        let path = try path()
        makeFolders(of: path)
        let draft = "\(path).\(getpid())"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unwritableFile(path: draft, errno: errno) }
        let isWritten = Console.write(Array(file.text.utf8), to: descriptor)
        guard isWritten, fsync(descriptor) == 0, close(descriptor) == 0,
            rename(draft, path) == 0
        else {
            let reason = errno
            unlink(draft)
            throw .unwritableFile(path: path, errno: reason)
        }
    }

    /// Those that are there already are left alone; opening the file says what is wrong.
    private func makeFolders(of path: String) {
        for index in path.indices.dropFirst() where path[index] == "/" {
            _ = mkdir(String(path[..<index]), 0o700)
        }
    }
}
