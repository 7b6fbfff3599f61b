// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A started process and this side's ends of its three standard streams.
struct ChildPipes {
    let pid: pid_t
    let input: Int32
    let output: Int32
    let errors: Int32

    /// Starts `path` (looked up in PATH when it holds no slash) with default signal handling.
    static func spawn(_ path: String, _ arguments: [String]) throws -> ChildPipes {
        var inputs: [Int32] = [-1, -1]
        var outputs: [Int32] = [-1, -1]
        var errorEnds: [Int32] = [-1, -1]
        // A socket, not a pipe, for the input: writing to a dead one must not raise SIGPIPE.
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &inputs) == 0,
            pipe(&outputs) == 0, pipe(&errorEnds) == 0
        else { throw Child.StartError(description: "no descriptors for \(path)") }
        let ours = [inputs[0], outputs[0], errorEnds[0]]
        let theirs = [inputs[1], outputs[1], errorEnds[1]]
        for descriptor in ours + theirs { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        defer { for descriptor in theirs { close(descriptor) } }

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in theirs.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
        }
        var attributes = plainSignals()
        defer { posix_spawnattr_destroy(&attributes) }

        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, path, &actions, &attributes, words, environ)
        guard failure == 0 else {
            for descriptor in ours { close(descriptor) }
            throw Child.StartError(description: "\(path): \(String(cString: strerror(failure)))")
        }
        return ChildPipes(pid: pid, input: ours[0], output: ours[1], errors: ours[2])
    }

    /// No signal blocked: the threads that run tests block most, and a child would inherit that.
    private static func plainSignals() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        return attributes
    }
}
