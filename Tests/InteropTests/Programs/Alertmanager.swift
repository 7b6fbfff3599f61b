// SPDX-License-Identifier: Apache-2.0

import Foundation

/// An Alertmanager with nobody to alert, in a cluster.
final class Alertmanager: Sendable {
    /// The cluster as `GET /api/v2/status` shows it.
    struct Cluster: Decodable {
        struct Peer: Decodable, Equatable {
            let name: String
            let address: String
        }

        /// Made up by itself when it starts.
        let name: String
        let peers: [Peer]
        let status: String
    }

    let port: UInt16
    let child: Child
    private let webPort = FreePorts.one()

    var address: String { "127.0.0.1:\(port)" }

    fileprivate init(port: UInt16, directory: URL, arguments: [String]) throws {
        self.port = port
        let file = directory.appendingPathComponent("alertmanager.yml")
        try Data("route: {receiver: nobody}\nreceivers: [{name: nobody}]\n".utf8).write(to: file)
        child = try Child(
            "prometheus-alertmanager",
            [
                "--config.file=\(file.path)", "--storage.path=\(directory.path)",
                "--web.listen-address=127.0.0.1:\(webPort)",
                "--cluster.listen-address=127.0.0.1:\(port)", "--cluster.settle-timeout=1s",
            ] + arguments
        )
    }

    func cluster() async throws -> Cluster {
        struct Status: Decodable {
            let cluster: Cluster
        }
        let asked = try await ask("/api/v2/status")
        return try JSONDecoder().decode(Status.self, from: Data(asked.utf8)).cluster
    }

    /// Waits until its peers, itself included, have exactly those addresses.
    func lists(_ addresses: String..., within limit: Duration = .seconds(20)) async throws {
        try await eventually("peers \(addresses)", within: limit) {
            try await cluster().peers.map(\.address).sorted() == addresses.sorted()
        }
    }

    /// The value of one of its metrics without labels.
    func metric(_ name: String) async throws -> Double? {
        try await ask("/metrics").split(separator: "\n").lazy
            .map { $0.split(separator: " ") }
            .first { $0.first == name[...] }
            .flatMap { $0.last.flatMap { Double($0) } }
    }

    private func ask(_ path: String) async throws -> String {
        let url = "http://127.0.0.1:\(webPort)\(path)"
        let asked = try await Command.run("curl", ["--silent", "--show-error", "--fail", url])
        guard asked.status == 0 else { throw Child.StartError(description: asked.errors) }
        return asked.output
    }
}

extension Scene {
    /// Starts one and waits until it answers.
    func alertmanager(_ arguments: [String] = []) async throws -> Alertmanager {
        let peer = try Alertmanager(
            port: FreePorts.one(),
            directory: try directory(),
            arguments: arguments
        )
        keep(peer.child)
        try await eventually("Alertmanager to answer", within: .seconds(30)) {
            guard !peer.child.hasEnded else {
                let said = peer.child.errors.elements().joined(separator: "\n")
                throw Child.StartError(description: "Alertmanager ended at its start: \(said)")
            }
            return (try? await peer.cluster()) != nil
        }
        return peer
    }
}
