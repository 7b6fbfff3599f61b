// SPDX-License-Identifier: Apache-2.0

/// Two network segments and a cable between them that can be unplugged, for one test alone.
///
/// Every host is a network namespace of its own, and so is the switch with its two bridges, west
/// and east. Each lives as long as one process that does nothing, which ends with the scene, or
/// when this process ends and closes its input: nothing is left on the machine, and nothing in it
/// has a name that another test could take.
struct PartedNetwork {
    /// Where programs of the western segment run.
    let west: [Place]
    /// Where programs of the eastern segment run.
    let east: [Place]
    private let bridges: Place

    fileprivate init(scene: Scene, west: Int, east: Int) async throws {
        let switchPID = try await Self.namespace(scene, "switch")
        bridges = Place(entry: Self.entry(switchPID))
        try await Self.ip(
            [
                "link add name west type bridge", "link add name east type bridge",
                "link add name cable0 type veth peer name cable1",
                "link set dev cable0 master west", "link set dev cable1 master east",
                "link set dev cable0 up", "link set dev cable1 up",
                "link set dev west up", "link set dev east up",
            ],
            in: bridges
        )
        var hosts: [Place] = []
        for number in 1...(west + east) {
            let segment = number <= west ? "west" : "east"
            let pid = try await Self.namespace(scene, "host\(number)")
            let host = Place(host: "10.77.0.\(number)", entry: Self.entry(pid))
            try await Self.ip(
                [
                    "link add name port\(number) type veth peer name eth0 netns \(pid)",
                    "link set dev port\(number) master \(segment)",
                    "link set dev port\(number) up",
                ],
                in: bridges
            )
            try await Self.ip(
                [
                    "address add \(host.host)/24 dev eth0", "link set dev lo up",
                    "link set dev eth0 up",
                ],
                in: host
            )
            hosts.append(host)
        }
        self.west = Array(hosts.prefix(west))
        self.east = Array(hosts.dropFirst(west))
    }

    /// From now on nothing gets from one segment to the other, and nobody is told so.
    func cut() async throws { try await Self.ip(["link set dev cable0 down"], in: bridges) }

    func heal() async throws { try await Self.ip(["link set dev cable0 up"], in: bridges) }

    /// A new network namespace; the process that keeps it.
    private static func namespace(_ scene: Scene, _ name: String) async throws -> Int32 {
        let keeper = try Child("unshare", ["--net", "cat"], name: name)
        scene.keep(keeper)
        // It answers once it is in its namespace.
        keeper.write(Array("here\n".utf8))
        try await keeper.output.first("\(name) to be there", within: .seconds(10)) {
            $0 == "here" ? () : nil
        }
        return keeper.pid
    }

    private static func entry(_ pid: Int32) -> [String] {
        ["nsenter", "--net=/proc/\(pid)/ns/net"]
    }

    private static func ip(_ commands: [String], in place: Place) async throws {
        let lines = commands.map { $0 + "\n" }.joined()
        let done = try await place.run("ip", ["-batch", "-"], input: Array(lines.utf8))
        guard done.status == 0 else {
            throw Child.StartError(description: "\(commands): \(done.errors)")
        }
    }
}

extension Scene {
    /// Makes two segments with that many hosts each, joined.
    func partedNetwork(west: Int, east: Int) async throws -> PartedNetwork {
        try await PartedNetwork(scene: self, west: west, east: east)
    }
}
