// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The sockets that a service manager has opened and passed to this process (sd_listen_fds(3)).
struct PassedSockets: Equatable, Sendable {
    struct Socket: Equatable, Sendable {
        /// `FileDescriptorName=` of the unit; the unit's own name by default.
        var name: String
        var number: Int32
    }

    /// The first descriptor that is passed.
    private static let start: Int32 = 3
    /// More than any unit has.
    private static let limit: Int32 = 1_024

    private(set) var all: [Socket] = []

    init() {}

    /// What `LISTEN_PID`, `LISTEN_FDS` and `LISTEN_FDNAMES` say, when they mean this process.
    init(_ environment: [String: String], process: Int32 = getpid()) {
        guard environment["LISTEN_PID"].flatMap({ Int32($0) }) == process,
            let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }),
            (1...Self.limit).contains(count)
        else { return }
        let names = environment["LISTEN_FDNAMES", default: ""]
            .split(separator: ":", omittingEmptySubsequences: false)
        all = (0..<count).map { index in
            let name = Int(index) < names.count ? String(names[Int(index)]) : ""
            return Socket(name: name.isEmpty ? "unknown" : name, number: Self.start + index)
        }
    }

    /// The one that is for the API when nobody says which: the only one, or the one called `http`.
    var standard: Socket? {
        if all.count == 1 { return all.first }
        let named = all.filter { $0.name == "http" }
        return named.count == 1 ? named.first : nil
    }

    /// The only one of that name.
    func socket(named name: String) throws(SettingFlaw) -> Socket {
        let found = all.filter { $0.name == name }
        guard let socket = found.first, found.count == 1 else {
            throw .noSuchSocket(name, of: all.map(\.name))
        }
        return socket
    }

    /// Keeps them from programs that this one might start.
    func closeOnExec() {
        for socket in all { _ = fcntl(socket.number, F_SETFD, FD_CLOEXEC) }
    }
}
